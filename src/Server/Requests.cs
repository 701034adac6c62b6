namespace Aerostat.Server;

/// <summary>The calls of one connection: a few at once, the others in a line, and when that is long the connection is not read.</summary>
/// <remarks>libvirtd reads no further while five calls hang; then even its keepalive fails. So the line is not short.</remarks>
sealed class Requests(int atOnce)
{
    const int MaxWaiting = 1024;
    const int MaxWaitingBytes = 4 * 1024 * 1024;

    /// <summary>A body from this size on may keep its call busy for long: whoever reads the connection goes on, and answers its pings.</summary>
    const int Heavy = 64 * 1024;

    readonly Lock gate = new();
    readonly Queue<Waiting> line = [];
    int running, bytes;
    TaskCompletionSource? room, idle;

    /// <summary>Starts the call here and now, or has it wait. Calls that need not wait for anything never leave this thread.</summary>
    /// <returns>When the next call may be read.</returns>
    public ValueTask TakeAsync(Binding binding, Call call, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        lock (gate)
        {
            if (running == atOnce)
            {
                line.Enqueue(new(binding, call, body.ToArray()));
                bytes += body.Length;
                if (!IsFull) return default;
                room = new(TaskCreationOptions.RunContinuationsAsynchronously);
                return new(room.Task.WaitAsync(cancel));
            }
            running++;
        }
        if (body.Length < Heavy) Run(new(binding, call, body));
        else ThreadPool.UnsafeQueueUserWorkItem(heavy => Run(heavy), new Waiting(binding, call, body.ToArray()), preferLocal: false);
        return default;
    }

    /// <summary>When no call is worked on. Those that wait are forgotten: nobody is there to hear their answers.</summary>
    public Task IdleAsync()
    {
        lock (gate)
        {
            line.Clear();
            if (running == 0) return Task.CompletedTask;
            return (idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Those that are worked on, and those that wait.</summary>
    public int Count
    {
        get
        {
            lock (gate) return running + line.Count;
        }
    }

    bool IsFull => line.Count >= MaxWaiting || bytes >= MaxWaitingBytes;

    void Run(Waiting? next)
    {
        while (next is { } turn)
        {
            var work = turn.Binding.Start(turn.Call, turn.Body.Span);
            if (!work.IsCompleted)
            {
                _ = FollowAsync(work); // IdleAsync awaits its end
                return;
            }
            next = Next();
        }
    }

    async Task FollowAsync(Task work)
    {
        await work;
        Run(Next());
    }

    Waiting? Next()
    {
        lock (gate)
        {
            if (line.TryDequeue(out var next))
            {
                bytes -= next.Body.Length;
                if (!IsFull) room?.TrySetResult();
                return next;
            }
            if (--running == 0) idle?.TrySetResult();
            return null;
        }
    }

    readonly record struct Waiting(Binding Binding, Call Call, ReadOnlyMemory<byte> Body);
}
