using System.Collections.Immutable;
using Aerostat.Values;

namespace Aerostat.Server;

/// <summary>Who wants to hear of what: one for each family of events, domains, networks and so on.</summary>
/// <remarks>Reading takes no lock: who publishes an event waits for nobody.</remarks>
public sealed class Registrations(string family)
{
    // Unique in the whole daemon, as libvirtd's are: no client may guess that they are dense.
    static int lastId;

    ImmutableArray<Registration> all = [];

    /// <summary>Everyone, of every kind.</summary>
    public IEnumerable<Registration> All => all;

    /// <param name="session">Who wants it; when it ends, so does the registration.</param>
    /// <param name="eventId">What of.</param>
    /// <param name="subject">Of whom alone; null: of all.</param>
    /// <param name="withId">Whether the client wants the message that begins with the callback id.</param>
    /// <returns>The callback id.</returns>
    /// <exception cref="VirtException">The same client has the same already: libvirt's library registers once and fans out itself.</exception>
    public int Add(Session session, int eventId, object? subject = null, bool withId = true)
    {
        Registration added = new(Interlocked.Increment(ref lastId), session, eventId, subject, withId);
        if (!ImmutableInterlocked.Update(ref all, static (all, added) => all.Any(added.IsSame) ? all : all.Add(added), added))
            throw new VirtException(ErrorCode.InvalidArg, "event callback already tracked", ErrorDomain.None);
        session.Closing.UnsafeRegister(_ => Remove(added), null);
        return added.CallbackId;
    }

    /// <exception cref="VirtException">The client has no such registration.</exception>
    public void Remove(Session session, int callbackId) => Remove(
        all.FirstOrDefault(r => r.CallbackId == callbackId && r.Session == session)
        ?? throw new VirtException(ErrorCode.InternalError, $"{family} event callback {callbackId} not registered", ErrorDomain.Rpc));

    /// <summary>Takes back what was registered the old way, which has no ids.</summary>
    /// <exception cref="VirtException">The client has no such registration.</exception>
    public void RemoveOld(Session session, int eventId) => Remove(
        all.FirstOrDefault(r => r.Session == session && r.EventId == eventId && !r.WithId)
        ?? throw new VirtException(ErrorCode.InternalError, $"{family} event {eventId} not registered", ErrorDomain.Rpc));

    /// <summary>Who is to hear of this.</summary>
    public IEnumerable<Registration> Of(int eventId, object subject)
    {
        foreach (var registration in all)
            if (registration.EventId == eventId && (registration.Subject is null || registration.Subject.Equals(subject)))
                yield return registration;
    }

    void Remove(Registration gone) => ImmutableInterlocked.Update(ref all, static (all, gone) => all.Remove(gone), gone);
}

/// <summary>One client's wish to hear of one kind of event.</summary>
public sealed record Registration(int CallbackId, Session Session, int EventId, object? Subject, bool WithId)
{
    /// <summary>The old way and the new one are the same to the client's library: it tells them apart by nothing.</summary>
    internal bool IsSame(Registration other) => other.Session == Session && other.EventId == EventId && Equals(other.Subject, Subject);
}
