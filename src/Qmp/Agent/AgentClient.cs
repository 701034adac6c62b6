using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Aerostat.Qmp;

/// <summary>Speaks with the agent within a guest: one command at a time, for the protocol has no ids. Who calls keeps to that.</summary>
/// <remarks>
/// Source: QEMU's <c>docs/interop/qemu-ga-ref</c>, <c>guest-sync-delimited</c>. The guest is hostile: what it sends is bounded in length and
/// time, and whatever it still owes from before is passed over by a sync before the first command of each turn.
/// </remarks>
/// <param name="transport">The channel's socket; owned from here on.</param>
/// <param name="time">The clock of the waits.</param>
public sealed class AgentClient(IQmpTransport transport, TimeProvider time) : IDisposable
{
    /// <summary>The agent itself cuts what guest-exec caught at 16 MiB; in base64 that is a third more.</summary>
    const int LongestLine = 24 * 1024 * 1024;

    /// <summary>Until the sync is answered nothing is of worth, and its answer is short.</summary>
    const int LongestSync = 16 * 1024;

    /// <summary>Ends whatever the agent's parser is in the middle of, and, before an answer, marks where that answer begins.</summary>
    const byte Delimiter = 0xff;

    /// <summary>An agent that runs answers a sync at once; libvirt waits as long.</summary>
    static readonly TimeSpan SyncPatience = TimeSpan.FromSeconds(5);

    readonly LineBuffer lines = new(LongestLine);

    /// <summary>All that was asked in this turn was answered: nothing is owed.</summary>
    bool inStep;

    /// <summary>Another turn begins: what the guest said meanwhile is passed over.</summary>
    public void BeginTurn() => inStep = false;

    /// <summary>Runs a command.</summary>
    /// <param name="patience">For the answer, and at most five seconds for a sync before it; null: as long as it takes.</param>
    /// <exception cref="TimeoutException">No agent answers within the guest, or not in time.</exception>
    /// <exception cref="AgentException">It refuses, has gone away, or speaks nonsense.</exception>
    public async Task<T> ExecuteAsync<T>(AgentCommand<T> command, TimeSpan? patience, CancellationToken cancel) where T : class
    {
        var answer = await AskAsync(command.Execute, AgentText.Command(command), patience, cancel);
        try
        {
            return AgentText.Result<T>(answer);
        }
        catch (JsonException e)
        {
            throw AgentException.Nonsense(command.Execute, e.Message);
        }
    }

    /// <summary>Runs what a client wrote, and gives the agent's whole answer on one line.</summary>
    /// <inheritdoc cref="ExecuteAsync"/>
    /// <exception cref="FormatException">Not a command.</exception>
    public async Task<string> ExecuteRawAsync(string json, TimeSpan? patience, CancellationToken cancel)
    {
        var (name, text) = AgentText.Foreign(json);
        return AgentText.Compact(await AskAsync(name, text, patience, cancel));
    }

    async Task<JsonElement> AskAsync(string name, ReadOnlyMemory<byte> text, TimeSpan? patience, CancellationToken cancel)
    {
        try
        {
            if (!inStep) await WithinAsync(patience < SyncPatience ? patience : SyncPatience, SyncAsync, cancel);
            inStep = false;
            var line = await WithinAsync(patience, async enough =>
            {
                await transport.SendAsync(text, enough);
                return await NextAsync(LongestLine, enough);
            }, cancel);
            inStep = true;
            return AgentText.Answer(name, line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw AgentException.Closed(name, e.Message);
        }
        catch (InvalidDataException e)
        {
            throw AgentException.Nonsense(name, e.Message);
        }
    }

    /// <summary>Says a number, and reads until it is said back.</summary>
    async Task<bool> SyncAsync(CancellationToken cancel)
    {
        var id = Random.Shared.Next();
        byte[] order = [Delimiter, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"execute\":\"guest-sync-delimited\",\"arguments\":{{\"id\":{id}}}}}\n"))];
        await transport.SendAsync(order, cancel);
        while (!AgentText.IsSync(await NextAsync(LongestSync, cancel), id)) { }
        return true;
    }

    /// <summary>The next line, from its last delimiter on.</summary>
    async Task<ReadOnlyMemory<byte>> NextAsync(int longest, CancellationToken cancel)
    {
        ReadOnlyMemory<byte> line;
        while (!lines.TryTake(out line))
        {
            if (longest < LongestLine) lines.Shorten(Delimiter, longest);
            var count = await transport.ReceiveAsync(lines.Room(), cancel);
            if (count == 0) throw new IOException("the agent's channel is closed");
            lines.Added(count);
            cancel.ThrowIfCancellationRequested();
        }
        return line[(line.Span.LastIndexOf(Delimiter) + 1)..];
    }

    async Task<T> WithinAsync<T>(TimeSpan? patience, Func<CancellationToken, Task<T>> work, CancellationToken cancel)
    {
        using CancellationTokenSource enough = new(patience ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancel);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException("guest agent is not responding");
        }
    }

    public void Dispose() => transport.Dispose();
}
