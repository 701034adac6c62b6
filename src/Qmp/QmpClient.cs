using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;

namespace Aerostat.Qmp;

/// <summary>Speaks QMP: one reader, answers matched by id, events to those who wait for them first.</summary>
/// <remarks>Source: QEMU's <c>docs/interop/qmp-spec</c>. QEMU is a stranger: what it sends is bounded, and nonsense ends the conversation with a reason.</remarks>
public sealed partial class QmpClient : IQmpClient
{
    /// <summary>The largest honest answer, the schema, has a quarter of a megabyte.</summary>
    const int LongestLine = 32 * 1024 * 1024;
    const int MostEvents = 4096;

    readonly IQmpTransport transport;
    readonly CancellationTokenSource ended = new();
    readonly SemaphoreSlim sending = new(1, 1);
    readonly ConcurrentDictionary<long, Answer> owed = [];
    readonly TaskCompletionSource<string> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<JsonElement> greeting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Channel<QmpEvent> events = Channel.CreateBounded<QmpEvent>(new BoundedChannelOptions(MostEvents) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    readonly Lock waiting = new();
    readonly List<Wait> waits = [];
    readonly Task reading;
    long lastId;

    /// <summary>Why the monitor is no more; null: it is there.</summary>
    volatile string? whyClosed;

    QmpClient(IQmpTransport transport)
    {
        this.transport = transport;
        reading = ReadAsync();
    }

    public ChannelReader<QmpEvent> Events => events.Reader;
    public Task<string> Closed => closed.Task;

    /// <summary>Greets QEMU and leaves capabilities mode.</summary>
    /// <param name="transport">Owned from here on.</param>
    /// <exception cref="QmpException">It closed before it greeted, or greeted with nonsense.</exception>
    public static async Task<QmpClient> OpenAsync(IQmpTransport transport, CancellationToken cancel)
    {
        QmpClient client = new(transport);
        try
        {
            var hello = await client.greeting.Task.WaitAsync(cancel);
            if (hello.ValueKind is not JsonValueKind.Object) throw QmpException.Closed("qmp_capabilities", "QEMU's monitor speaks nonsense: a greeting that is no object");
            var oob = hello.TryGetProperty("capabilities", out var list) && list.ValueKind is JsonValueKind.Array
                && list.EnumerateArray().Any(c => c.ValueKind is JsonValueKind.String && c.ValueEquals("oob"));
            await client.ExecuteAsync(new Negotiate(oob ? ["oob"] : []), cancel);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    public async Task<T> ExecuteAsync<T>(Command<T> command, CancellationToken cancel) where T : class =>
        Read<T>(command.Execute, await AskAsync(command.Execute, QmpText.Arguments(command), null, cancel));

    static T Read<T>(string command, JsonElement answer) where T : class
    {
        try
        {
            return QmpText.Answer<T>(answer);
        }
        catch (JsonException e)
        {
            throw QmpException.Closed(command, $"its answer is not understood: {e.Message}");
        }
    }

    public async Task<string> ExecuteRawAsync(string json, CancellationToken cancel)
    {
        var (command, text) = QmpText.Foreign(json, Interlocked.Increment(ref lastId), out var id);
        return await SendAsync(new Raw(command), id, text, null, cancel) is { } answer ? QmpText.WithoutId(answer) : "";
    }

    public Task PassAsync(string name, SafeHandle descriptor, CancellationToken cancel) =>
        AskAsync("getfd", QmpText.Arguments(new PassDescriptor(name)), descriptor, cancel);

    public async Task<AddedDescriptor> AddAsync(SafeHandle descriptor, CancellationToken cancel) =>
        Read<AddedDescriptor>("add-fd", await AskAsync("add-fd", QmpText.Arguments(new AddDescriptor()), descriptor, cancel));

    public IQmpWait Expect(Func<QmpEvent, bool> wanted)
    {
        Wait wait = new(this, wanted);
        lock (waiting)
        {
            if (whyClosed is { } why) wait.Fail(why);
            else waits.Add(wait);
        }
        return wait;
    }

    async Task<JsonElement> AskAsync(string command, ReadOnlyMemory<byte> arguments, SafeHandle? descriptor, CancellationToken cancel)
    {
        var id = Interlocked.Increment(ref lastId);
        return await SendAsync(new(command), id, QmpText.Command(command, arguments.Span, id), descriptor, cancel);
    }

    async Task<JsonElement> SendAsync(Answer answer, long id, ReadOnlyMemory<byte> text, SafeHandle? descriptor, CancellationToken cancel)
    {
        owed[id] = answer;
        if (whyClosed is { } why) answer.Fail(why);
        await sending.WaitAsync(cancel);
        try
        {
            // A line once begun is sent whole: half a command would spoil all that follow.
            if (descriptor is null) await transport.SendAsync(text, ended.Token);
            else await transport.SendAsync(text, descriptor, ended.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            answer.Fail(e.Message);
        }
        finally
        {
            sending.Release();
        }
        return await answer.Task.WaitAsync(cancel);
    }

    async Task ReadAsync()
    {
        LineBuffer lines = new(LongestLine);
        var why = "the monitor was closed";
        try
        {
            while (true)
            {
                var count = await transport.ReceiveAsync(lines.Room(), ended.Token);
                if (count == 0) break;
                lines.Added(count);
                while (lines.TryTake(out var line))
                    if (line.Span.Trim((byte)'\r') is { Length: > 0 }) Take(line);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or JsonException or OperationCanceledException or ObjectDisposedException)
        {
            if (e is InvalidDataException or JsonException) why = $"QEMU's monitor speaks nonsense: {e.Message}";
        }
        finally
        {
            Close(why);
        }
    }

    void Take(ReadOnlyMemory<byte> line)
    {
        if (standing is { Length: > 0 } known && QmpText.LastId(line.Span) is { } last && Find(known, last) is { } asked)
        {
            asked.Answer(line.Span);
            return;
        }
        using var document = SoundJson.Parse(line);
        var root = document.RootElement;
        if (root.ValueKind is not JsonValueKind.Object) throw new InvalidDataException("a message that is no object");
        if (root.TryGetProperty("event", out var name) && name.ValueKind is JsonValueKind.String) Tell(QmpText.Event(name.GetString()!, root));
        else if (root.TryGetProperty("QMP", out var hello)) greeting.TrySetResult(hello.Clone());
        // An error without an id answers what QEMU could not even parse; ours always parse.
        else if (root.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.Number && id.TryGetInt64(out var number))
        {
            if (owed.TryRemove(number, out var answer)) answer.Take(root);
            else Find(standing, number)?.Answer(line.Span);
        }
    }

    void Tell(QmpEvent happened)
    {
        lock (waiting)
        {
            for (var i = waits.Count - 1; i >= 0; i--)
            {
                if (!waits[i].Wants(happened)) continue;
                waits[i].Serve(happened);
                waits.RemoveAt(i);
            }
        }
        events.Writer.TryWrite(happened);
    }

    void Close(string why)
    {
        whyClosed = why;
        closed.TrySetResult(why);
        greeting.TrySetException(QmpException.Closed("qmp_capabilities", why));
        _ = greeting.Task.Exception;
        events.Writer.TryComplete();
        foreach (var id in owed.Keys)
            if (owed.TryRemove(id, out var answer)) answer.Fail(why);
        foreach (var glance in standing) glance.End();
        lock (waiting)
        {
            foreach (var wait in waits) wait.Fail(why);
            waits.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        transport.Dispose();
        await reading;
        sending.Dispose();
    }

    /// <summary>What QEMU owes for a command; a command's late answer finds it too, though nobody waits.</summary>
    class Answer(string command)
    {
        readonly TaskCompletionSource<JsonElement> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<JsonElement> Task => done.Task;

        public virtual void Take(JsonElement root)
        {
            if (root.TryGetProperty("return", out var result)) done.TrySetResult(result.Clone());
            else Refuse(QmpText.Error(command, root));
        }

        protected void Give(JsonElement whole) => done.TrySetResult(whole.Clone());

        public void Fail(string why) => Refuse(QmpException.Closed(command, why));

        void Refuse(QmpException error)
        {
            done.TrySetException(error);
            _ = done.Task.Exception; // nobody may be waiting any more
        }
    }

    /// <summary>The whole answer, errors too.</summary>
    sealed class Raw(string command) : Answer(command)
    {
        public override void Take(JsonElement root) => Give(root);
    }

    sealed class Wait(QmpClient client, Func<QmpEvent, bool> wanted) : IQmpWait
    {
        readonly TaskCompletionSource<QmpEvent> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<QmpEvent> Event => done.Task;
        public bool Wants(QmpEvent happened) => wanted(happened);
        public void Serve(QmpEvent happened) => done.TrySetResult(happened);

        public void Fail(string why)
        {
            done.TrySetException(QmpException.Closed("event", why));
            _ = done.Task.Exception;
        }

        public void Dispose()
        {
            lock (client.waiting) client.waits.Remove(this);
        }
    }
}
