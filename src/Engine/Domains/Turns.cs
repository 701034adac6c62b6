using Aerostat.Engine.Store;

namespace Aerostat.Engine.Domains;

/// <summary>A domain's mailbox: one turn at a time, in order of arrival. Who only reads takes the published state and waits for nobody.</summary>
/// <param name="initial">The state at birth; it is published, not stored.</param>
/// <param name="store">Writes what changed to disk, before it is published.</param>
/// <param name="keep">Writes the whole of what is owed; false: it still is.</param>
sealed class Turns(DomainState initial, Func<DomainState, DomainState, ValueTask<Kept>> store, Func<DomainState, bool> keep, TimeProvider time)
{
    /// <summary>As long as libvirt waits for its job lock.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A full disk is looked at again so often.</summary>
    static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    readonly Line line = new(time);
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool owed;
    Task repaying = Task.CompletedTask;
    volatile DomainState published = initial;
    (string What, long Since)? holder;

    public DomainState Published => published;

    /// <summary>Who holds the turn now, and since when; null while nobody does.</summary>
    public (string What, TimeSpan Held)? Holder => holder is { } h ? (h.What, time.GetElapsedTime(h.Since)) : null;

    /// <summary>How many wait for it.</summary>
    public int Waiting => line.Count;

    /// <summary>Takes a turn that gives the next state.</summary>
    public Task TakeAsync(string what, Func<DomainState, Task<DomainState>> step, CancellationToken cancel) =>
        TakeAsync(what, async turn =>
        {
            await turn.BecomeAsync(await step(turn.State));
            return true;
        }, cancel);

    public Task TakeAsync(string what, Func<Turn, Task> step, CancellationToken cancel) =>
        TakeAsync(what, async turn =>
        {
            await step(turn);
            return true;
        }, cancel);

    /// <summary>Takes a turn for what has happened already: it waits for as long as the turns before it last.</summary>
    public async Task FollowAsync(string what, Func<Turn, Task> step, CancellationToken cancel)
    {
        await line.WaitAsync(Timeout.InfiniteTimeSpan, cancel);
        await RunAsync(what, async turn =>
        {
            await step(turn);
            return true;
        }).WaitAsync(cancel);
    }

    /// <summary>Takes a turn.</summary>
    /// <param name="cancel">Ends the wait, for the turn and for its result. A step that has begun goes on to its end.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationTimeout"/>: the turn before this one lasts too long; the message names it.</exception>
    public async Task<T> TakeAsync<T>(string what, Func<Turn, Task<T>> step, CancellationToken cancel)
    {
        if (!await line.WaitAsync(Patience, cancel)) throw Errors.Busy(Holder);
        return await RunAsync(what, step).WaitAsync(cancel);
    }

    async Task<T> RunAsync<T>(string what, Func<Turn, Task<T>> step)
    {
        holder = (what, time.GetTimestamp());
        try
        {
            return await step(new(this));
        }
        finally
        {
            holder = null;
            line.Release();
        }
    }

    async ValueTask BecomeAsync(DomainState next)
    {
        var before = published;
        if (ReferenceEquals(before, next)) return;
        var kept = await store(before, next);
        owed = kept is Kept.Owed || owed && next.IsActive && (kept is Kept.Part || ReferenceEquals(before.Running, next.Running));
        published = next;
        Repay(Again);
    }

    void BecomeSoon(DomainState next)
    {
        published = next;
        owed = true;
        Repay(TimeSpan.Zero);
    }

    void Repay(TimeSpan wait)
    {
        if (owed && repaying.IsCompleted) repaying = RepayAsync(wait);
    }

    /// <summary>Writes what the disk did not take, as soon as it does.</summary>
    async Task RepayAsync(TimeSpan wait)
    {
        for (; await Task.WhenAny(Task.Delay(wait, time), ended.Task) != ended.Task; wait = Again)
        {
            if (!await line.WaitAsync(Again, CancellationToken.None)) continue;
            try
            {
                if (owed) owed = published.IsActive && !keep(published);
                if (!owed) return;
            }
            finally
            {
                line.Release();
            }
        }
    }

    /// <summary>The daemon ends: what is owed is tried once more. The next one asks QEMU itself.</summary>
    public async Task EndAsync()
    {
        ended.TrySetResult();
        await repaying;
        if (owed && published.IsActive) keep(published);
    }

    /// <summary>The turn in hand: the state as it is, and the way to the next one, as often as the step has something to show.</summary>
    internal sealed class Turn(Turns turns)
    {
        public DomainState State => turns.published;

        /// <summary>Stores the state, then publishes it.</summary>
        public ValueTask BecomeAsync(DomainState next) => turns.BecomeAsync(next);

        /// <summary>Publishes the state; the file follows at the turn's end. Only for what a restarted daemon finds out by itself.</summary>
        public void BecomeSoon(DomainState next) => turns.BecomeSoon(next);
    }
}
