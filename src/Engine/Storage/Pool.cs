using Aerostat.Engine.Domains;
using Aerostat.Model;

namespace Aerostat.Engine.Storage;

/// <summary>A storage pool of type dir. Reading takes what is published; changing takes a turn.</summary>
public sealed partial class Pool
{
    /// <summary>As long as a domain's turn is waited for.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly PoolSet pools;
    readonly PathLane paths;
    readonly Line line;
    volatile PoolState published;
    (string What, long Since)? holder;
    Task known = Task.CompletedTask;

    internal Pool(PoolSet pools, PoolState state)
    {
        (this.pools, published) = (pools, state);
        paths = new($"pool {state.Name}", pools.Time);
        line = new(pools.Time);
    }

    /// <summary>What is true now, whole and without waiting.</summary>
    public PoolState State => published;

    /// <summary>The pool's document.</summary>
    /// <param name="inactive">What holds from its next start on, where that differs.</param>
    /// <remarks>Source: libvirt <c>virStoragePoolGetXMLDesc</c>.</remarks>
    public string Xml(bool inactive) => StorageXml.Write(inactive && State.Next is { } next ? next : State.Definition);

    /// <summary>Returns when the volumes of a pool that was active before the daemon's restart are known again.</summary>
    internal Task KnownAsync(CancellationToken cancel) => known.WaitAsync(cancel);

    internal void Adopt() => known = AdoptAsync();

    internal bool Matches(PoolListFlags flags)
    {
        var state = State;
        return Any(PoolListFlags.Active, state.IsActive, PoolListFlags.Inactive)
            && Any(PoolListFlags.Persistent, state.IsPersistent, PoolListFlags.Transient)
            && Any(PoolListFlags.Autostart, state.Autostart, PoolListFlags.NoAutostart)
            && Any(PoolListFlags.Dir, true, PoolListFlags.OtherTypes);

        bool Any(PoolListFlags yes, bool isSo, PoolListFlags no) => (flags & (yes | no)) == 0 || (flags & (isSo ? yes : no)) != 0;
    }

    async Task<T> TakeAsync<T>(string what, Func<Task<T>> step, CancellationToken cancel)
    {
        if (!await line.WaitAsync(Patience, cancel)) throw Busy();
        return await RunAsync(what, step).WaitAsync(cancel);
    }

    Task<bool> TakeAsync(string what, Func<Task> step, CancellationToken cancel) => TakeAsync(what, async () =>
    {
        await step();
        return true;
    }, cancel);

    /// <summary>A step that has begun goes on to its end, whoever waits for it.</summary>
    async Task<T> RunAsync<T>(string what, Func<Task<T>> step)
    {
        holder = (what, pools.Time.GetTimestamp());
        try
        {
            return await step();
        }
        finally
        {
            holder = null;
            line.Release();
        }
    }

    VirtException Busy() =>
        new(ErrorCode.OperationTimeout, holder is { } h
            ? $"Timed out during operation: storage pool '{State.Name}' is busy ({h.What} for {pools.Time.GetElapsedTime(h.Since).TotalSeconds:F0} s)"
            : $"Timed out during operation: storage pool '{State.Name}' is busy", ErrorDomain.Storage);

    /// <summary>Stores the state, then publishes it.</summary>
    void Become(PoolState next)
    {
        pools.Store.Write(published, next);
        published = next;
    }

    void Tell(PoolLifecycle what) => pools.Events.Publish(new PoolLifecycleEvent(State.Name, State.Uuid, what));
}
