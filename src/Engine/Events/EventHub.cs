using System.Collections.Immutable;

namespace Aerostat.Engine.Events;

/// <summary>Hands each event to all who listen, in the order it happened. A listener must not wait: it queues.</summary>
public sealed class EventHub<T>
{
    ImmutableArray<Action<T>> listeners = [];

    /// <returns>What ends the listening.</returns>
    public IDisposable Listen(Action<T> listener)
    {
        ImmutableInterlocked.Update(ref listeners, static (all, one) => all.Add(one), listener);
        return new End(() => ImmutableInterlocked.Update(ref listeners, static (all, one) => all.Remove(one), listener));
    }

    internal void Publish(T happened)
    {
        foreach (var listener in listeners) listener(happened);
    }

    sealed class End(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
