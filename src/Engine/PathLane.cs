namespace Aerostat.Engine;

/// <summary>A thread of its own for system calls on paths that a user named: a dead file server stops this lane, and nobody else.</summary>
/// <remarks>
/// The thread is born with a call and ends when nothing more has come for a moment: a plug has several in a row, and who waited for one goes on
/// here, up to the next. While a call hangs, the next ones are refused.
/// </remarks>
sealed class PathLane(string owner, TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);

    // No Lock: the thread waits on it for what comes.
    readonly object gate = new();
    readonly Queue<(string Path, Func<Action> Call)> waiting = [];
    bool alive;
    (string Path, long Since)? hung;

    /// <exception cref="VirtException"><see cref="ErrorCode.OperationTimeout"/>: the path did not answer in 10 s, nor did an earlier one.</exception>
    /// <param name="late">It has to be done in any case: also behind a call that hangs, whenever that ends.</param>
    public async Task<T> RunAsync<T>(string path, Func<T> call, CancellationToken cancel, bool late = false)
    {
        TaskCompletionSource<T> done = new();
        lock (gate)
        {
            var hangs = hung is { } h && time.GetElapsedTime(h.Since) > Patience ? Hangs(h.Path) : null;
            if (hangs is not null && !late) throw hangs;
            waiting.Enqueue((path, () =>
            {
                try
                {
                    var result = call();
                    return () => done.TrySetResult(result);
                }
                catch (Exception e)
                {
                    return () => done.TrySetException(e);
                }
            }
            ));
            if (hangs is not null) throw hangs;
            if (alive) Monitor.Pulse(gate);
            else
            {
                alive = true;
                new Thread(Work) { IsBackground = true, Name = $"paths of {owner}" }.Start();
            }
        }
        try
        {
            return await done.Task.WaitAsync(Patience, time, cancel);
        }
        catch (TimeoutException)
        {
            throw Hangs(path);
        }
    }

    void Work()
    {
        while (true)
        {
            (string Path, Func<Action> Call) next;
            lock (gate)
            {
                while (!waiting.TryDequeue(out next))
                {
                    if (Monitor.Wait(gate, Linger) || waiting.Count > 0) continue;
                    alive = false;
                    return;
                }
                hung = (next.Path, time.GetTimestamp());
            }
            var answer = next.Call();
            lock (gate) hung = null;
            answer();
        }
    }

    static VirtException Hangs(string path) =>
        new(ErrorCode.OperationTimeout, $"Timed out during operation: '{path}' does not answer") { Hint = "See whether its file server or file system hangs." };
}
