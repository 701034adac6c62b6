using System.Runtime.CompilerServices;
using Aerostat.Protocol;

namespace Aerostat.Client;

public sealed partial class VirtConnection
{
    /// <summary>Asks for events; they are kept from the moment this returns.</summary>
    /// <param name="kind">One of <see cref="DomainEvents"/> or <see cref="OtherEvents"/>.</param>
    /// <param name="filter">The one thing to hear of; null for all.</param>
    /// <param name="cancel">Ends the attempt.</param>
    public Task<EventSubscription<TMessage>> SubscribeAsync<TFilter, TMessage>(
        EventKind<TFilter, TMessage> kind, TFilter? filter = null, CancellationToken cancel = default)
        where TFilter : struct
        where TMessage : struct, IXdr<TMessage> => events.SubscribeAsync(kind, filter, cancel);

    /// <summary>The same, asked for when reading begins and given back when it ends.</summary>
    public async IAsyncEnumerable<TMessage> EventsAsync<TFilter, TMessage>(
        EventKind<TFilter, TMessage> kind, TFilter? filter = null, [EnumeratorCancellation] CancellationToken cancel = default)
        where TFilter : struct
        where TMessage : struct, IXdr<TMessage>
    {
        var subscription = await SubscribeAsync(kind, filter, cancel).ConfigureAwait(false);
        await using var _ = ((IAsyncDisposable)subscription).ConfigureAwait(false);
        await foreach (var message in subscription.WithCancellation(cancel).ConfigureAwait(false)) yield return message;
    }
}
