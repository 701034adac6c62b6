using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Aerostat.Qmp;

/// <summary>Speaks with the agent within a guest: one command at a time, for the protocol has no ids.</summary>
/// <remarks>
/// Source: QEMU's <c>docs/interop/qemu-ga-ref</c>, <c>guest-sync-delimited</c>. The guest is hostile: what it sends is bounded in length and
/// time, and whatever it still owes from before is passed over by a sync before each command.
/// </remarks>
/// <param name="transport">The channel's socket; owned from here on.</param>
/// <param name="time">The clock of the waits.</param>
public sealed class AgentClient(IQmpTransport transport, TimeProvider time) : IDisposable
{
    /// <summary>The agent itself cuts what guest-exec caught at 16 MiB; in base64 that is a third more.</summary>
    const int LongestLine = 24 * 1024 * 1024;

    /// <summary>Ends whatever the agent's parser is in the middle of, and, before an answer, marks where that answer begins.</summary>
    const byte Delimiter = 0xff;

    /// <summary>An agent that runs answers a sync at once; libvirt waits as long.</summary>
    static readonly TimeSpan SyncPatience = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim turn = new(1, 1);
    readonly LineBuffer lines = new(LongestLine);

    /// <summary>Runs a command.</summary>
    /// <param name="json">A whole command, as the agent has it.</param>
    /// <param name="patience">For the answer; null: as long as it takes.</param>
    /// <returns>The whole answer, refusals too, on one line.</returns>
    /// <exception cref="TimeoutException">No agent answers within the guest, or not in time.</exception>
    /// <exception cref="QmpException">The channel is closed, or speaks nonsense.</exception>
    /// <exception cref="FormatException">Not a command.</exception>
    public async Task<string> ExecuteAsync(string json, TimeSpan? patience, CancellationToken cancel)
    {
        var (name, text) = Command(json);
        await turn.WaitAsync(cancel);
        try
        {
            await WithinAsync(SyncPatience, SyncAsync, cancel);
            return await WithinAsync(patience, async enough =>
            {
                await transport.SendAsync(text, enough);
                var answer = await NextAsync(enough);
                try
                {
                    using var document = JsonDocument.Parse(answer);
                    return document.RootElement.GetRawText();
                }
                catch (JsonException e)
                {
                    throw QmpException.Closed(name, $"the agent speaks nonsense: {e.Message}");
                }
            }, cancel);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ObjectDisposedException)
        {
            throw QmpException.Closed(name, e.Message);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Says a number, and reads until it is said back.</summary>
    async Task<bool> SyncAsync(CancellationToken cancel)
    {
        var id = RandomNumberGenerator.GetInt32(int.MaxValue);
        byte[] order = [Delimiter, .. Encoding.ASCII.GetBytes($"{{\"execute\":\"guest-sync-delimited\",\"arguments\":{{\"id\":{id}}}}}\n")];
        await transport.SendAsync(order, cancel);
        while (!IsSync(await NextAsync(cancel), id)) { }
        return true;
    }

    static bool IsSync(ReadOnlyMemory<byte> line, int id)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("return", out var value)
                && value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var said) && said == id;
        }
        catch (JsonException)
        {
            return false; // left over from before, or half of it
        }
    }

    /// <summary>The next line, from its last delimiter on.</summary>
    async Task<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancel)
    {
        ReadOnlyMemory<byte> line;
        while (!lines.TryTake(out line))
        {
            var count = await transport.ReceiveAsync(lines.Room(), cancel);
            if (count == 0) throw new IOException("the agent's channel is closed");
            lines.Added(count);
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

    /// <summary>On one line, as the agent reads it.</summary>
    static (string Name, ReadOnlyMemory<byte> Text) Command(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root) throw new FormatException("an agent's command is a JSON object");
            ArrayBufferWriter<byte> text = new(json.Length + 1);
            using (Utf8JsonWriter writer = new(text)) root.WriteTo(writer);
            text.Write("\n"u8);
            return (root.TryGetProperty("execute", out var name) ? name.ToString() : "?", text.WrittenMemory);
        }
        catch (JsonException e)
        {
            throw new FormatException($"cannot parse json {json}: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        transport.Dispose();
        turn.Dispose();
    }
}
