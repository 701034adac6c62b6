using Aerostat.Model;

namespace Aerostat.Engine.Storage;

/// <summary>A storage pool of type dir. Reading takes what is published; changing takes a turn.</summary>
public sealed partial class Pool
{
    readonly PoolSet pools;
    readonly PathLane paths;
    readonly Steps steps;
    volatile PoolState published;
    Task known = Task.CompletedTask;

    internal Pool(PoolSet pools, PoolState state)
    {
        (this.pools, published) = (pools, state);
        paths = new($"pool {state.Name}", pools.Time);
        steps = new($"storage pool '{state.Name}'", ErrorDomain.Storage, pools.Time);
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

    Task TakeAsync(string what, Func<Task> step, CancellationToken cancel) => steps.TakeAsync(what, step, cancel);

    Task<T> TakeAsync<T>(string what, Func<Task<T>> step, CancellationToken cancel) => steps.TakeAsync(what, step, cancel);

    /// <summary>Stores the state, then publishes it.</summary>
    void Become(PoolState next)
    {
        pools.Store.Write(published, next);
        published = next;
    }

    void Tell(PoolLifecycle what) => pools.Events.Publish(new PoolLifecycleEvent(State.Name, State.Uuid, what));
}
