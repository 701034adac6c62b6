using System.Threading.Channels;

namespace Aerostat.Client;

/// <summary>Events as they come, from the moment it was made; disposing of it ends the registration.</summary>
/// <remarks>Reading ends with the connection: normally where we closed it, else with why it was lost.</remarks>
public sealed class EventSubscription<T> : IAsyncEnumerable<T>, IAsyncDisposable
{
    readonly ChannelReader<T> queue;
    Func<ValueTask>? leave;

    internal EventSubscription(ChannelReader<T> queue, Func<ValueTask> leave) => (this.queue, this.leave) = (queue, leave);

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        queue.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref leave, null)?.Invoke() ?? default;
}
