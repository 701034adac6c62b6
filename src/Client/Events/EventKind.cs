using Aerostat.Protocol;

namespace Aerostat.Client;

/// <summary>How events of one sort of thing are asked for: domains, networks, pools, devices, secrets.</summary>
public abstract class EventFamily<TFilter> where TFilter : struct
{
    /// <summary>What tells two filters apart; the server would refuse the same one twice.</summary>
    internal abstract string Key(TFilter filter);

    internal abstract Task RegisterAsync(VirtConnection connection, int id, TFilter? filter, Action<int> seen, CancellationToken cancel);

    internal abstract Task DeregisterAsync(VirtConnection connection, int callback);
}

/// <summary>One kind of event. <typeparamref name="TFilter"/> is what it can be narrowed to.</summary>
/// <param name="id">libvirt's number within its family.</param>
/// <param name="message">What arrives.</param>
/// <param name="family">Where it is asked for.</param>
public sealed class EventKind<TFilter, TMessage>(int id, Event<TMessage> message, EventFamily<TFilter> family)
    where TFilter : struct
    where TMessage : struct, IXdr<TMessage>
{
    public int Id => id;
    public Event<TMessage> Message => message;
    public EventFamily<TFilter> Family => family;
}
