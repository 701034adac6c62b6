using Aerostat.Engine.Events;
using Aerostat.Protocol;
using Aerostat.Server;

namespace Aerostat.Daemon.Procedures;

/// <summary>The engine's events in the wire's words, each to who registered for its kind, the new way or the old.</summary>
sealed class DomainEvents
{
    const int Kinds = 27;

    readonly Registrations registrations = new("domain");

    public void AddTo(ProcedureTable table) => table
        .On(Remote.ConnectDomainEventCallbackRegisterAny, (args, call) =>
            new ConnectDomainEventCallbackRegisterAnyRet(EventProcedures.Add(registrations, call, args.EventId, Kinds, args.Domain?.Uuid)))
        .On(Remote.ConnectDomainEventCallbackDeregisterAny, (args, call) => registrations.Remove(call.Session, args.CallbackId))
        .On(Remote.ConnectDomainEventRegisterAny, (args, call) => { AddOld(call, args.EventId); })
        .On(Remote.ConnectDomainEventDeregisterAny, (args, call) => registrations.RemoveOld(call.Session, args.EventId))
        .On(Remote.ConnectDomainEventRegister, call =>
        {
            AddOld(call, (int)DomainEventId.Lifecycle);
            return new ConnectDomainEventRegisterRet(true);
        })
        .On(Remote.ConnectDomainEventDeregister, call =>
        {
            registrations.RemoveOld(call.Session, (int)DomainEventId.Lifecycle);
            return new ConnectDomainEventDeregisterRet(false);
        });

    public void Publish(DomainEvent happened)
    {
        var domain = happened.Domain.Ref;
        switch (happened)
        {
            case LifecycleEvent e:
                Send(DomainEventId.Lifecycle, Remote.DomainEventLifecycle, new(domain, (int)e.Type, e.Detail),
                    Remote.DomainEventCallbackLifecycle, (id, old) => new(id, old));
                break;
            case RebootEvent:
                Send(DomainEventId.Reboot, Remote.DomainEventReboot, new(domain), Remote.DomainEventCallbackReboot, (id, old) => new(id, old));
                break;
            case RtcChangeEvent e:
                Send(DomainEventId.RtcChange, Remote.DomainEventRtcChange, new(domain, e.Offset),
                    Remote.DomainEventCallbackRtcChange, (id, old) => new(id, old));
                break;
            case WatchdogEvent e:
                Send(DomainEventId.Watchdog, Remote.DomainEventWatchdog, new(domain, e.Action),
                    Remote.DomainEventCallbackWatchdog, (id, old) => new(id, old));
                break;
            case IoErrorEvent e:
                Send(DomainEventId.IoError, Remote.DomainEventIoError, new(domain, e.Path, e.Alias, e.Action),
                    Remote.DomainEventCallbackIoError, (id, old) => new(id, old));
                Send(DomainEventId.IoErrorReason, Remote.DomainEventIoErrorReason, new(domain, e.Path, e.Alias, e.Action, e.Reason),
                    Remote.DomainEventCallbackIoErrorReason, (id, old) => new(id, old));
                break;
            case TrayChangeEvent e:
                Send(DomainEventId.TrayChange, Remote.DomainEventTrayChange, new(domain, e.Alias, e.Reason),
                    Remote.DomainEventCallbackTrayChange, (id, old) => new(id, old));
                break;
            case PmWakeupEvent:
                Send(DomainEventId.PmWakeup, Remote.DomainEventPmWakeup, new(domain),
                    Remote.DomainEventCallbackPmWakeup, (id, old) => new(id, 0, old));
                break;
            case PmSuspendEvent:
                Send(DomainEventId.PmSuspend, Remote.DomainEventPmSuspend, new(domain),
                    Remote.DomainEventCallbackPmSuspend, (id, old) => new(id, 0, old));
                break;
            case BalloonChangeEvent e:
                Send(DomainEventId.BalloonChange, Remote.DomainEventBalloonChange, new(domain, e.Actual.InKib),
                    Remote.DomainEventCallbackBalloonChange, (id, old) => new(id, old));
                break;
            case DeviceRemovedEvent e:
                Send(DomainEventId.DeviceRemoved, Remote.DomainEventDeviceRemoved, new(domain, e.Alias),
                    Remote.DomainEventCallbackDeviceRemoved, (id, old) => new(id, old));
                break;
            case DeviceAddedEvent e:
                SendNew(DomainEventId.DeviceAdded, domain, Remote.DomainEventCallbackDeviceAdded, id => new(id, domain, e.Alias));
                break;
            case DeviceRemovalFailedEvent e:
                SendNew(DomainEventId.DeviceRemovalFailed, domain, Remote.DomainEventCallbackDeviceRemovalFailed, id => new(id, domain, e.Alias));
                break;
            case AgentLifecycleEvent e:
                SendNew(DomainEventId.AgentLifecycle, domain, Remote.DomainEventCallbackAgentLifecycle, id => new(id, domain, e.State, e.Reason));
                break;
            case TunableEvent e:
                SendNew(DomainEventId.Tunable, domain, Remote.DomainEventCallbackTunable, id => new(id, domain, e.Parameters.OnWire));
                break;
            case JobCompletedEvent e:
                SendNew(DomainEventId.JobCompleted, domain, Remote.DomainEventCallbackJobCompleted, id => new(id, domain, e.Parameters.OnWire));
                break;
            case MigrationIterationEvent e:
                SendNew(DomainEventId.MigrationIteration, domain, Remote.DomainEventCallbackMigrationIteration, id => new(id, domain, e.Iteration));
                break;
            case GraphicsEvent e:
                Send(DomainEventId.Graphics, Remote.DomainEventGraphics,
                    new(domain, (int)e.Phase, End(e.Local), End(e.Remote), e.Authentication, [.. e.Subjects.Take(MostSubjects).Select(who => new GraphicsIdentity(who.Type, who.Name))]),
                    Remote.DomainEventCallbackGraphics, (id, old) => new(id, old));
                break;
            case ControlErrorEvent:
                Send(DomainEventId.ControlError, Remote.DomainEventControlError, new(domain), Remote.DomainEventCallbackControlError, (id, old) => new(id, old));
                break;
            case BlockThresholdEvent e:
                SendNew(DomainEventId.BlockThreshold, domain, Remote.DomainEventBlockThreshold, id => new(id, domain, e.Device, e.Path, e.Threshold, e.Excess));
                break;
            case MemoryFailureEvent e:
                SendNew(DomainEventId.MemoryFailure, domain, Remote.DomainEventMemoryFailure, id => new(id, domain, e.Recipient, e.Action, e.Flags));
                break;
            case MemoryDeviceSizeEvent e:
                SendNew(DomainEventId.MemoryDeviceSizeChange, domain, Remote.DomainEventMemoryDeviceSizeChange, id => new(id, domain, e.Alias, e.Size.InKib));
                break;
            case MetadataChangeEvent e:
                SendNew(DomainEventId.MetadataChange, domain, Remote.DomainEventCallbackMetadataChange, id => new(id, domain, e.Type, e.Uri));
                break;
        }

        // The message of old, or wrapped in the one that begins with the callback id.
        void Send<TOld, TNew>(DomainEventId kind, Event<TOld> old, TOld body, Event<TNew> modern, Func<int, TOld, TNew> wrap)
            where TOld : struct, IXdr<TOld> where TNew : struct, IXdr<TNew>
        {
            foreach (var to in registrations.Of((int)kind, domain.Uuid))
                if (to.WithId) to.Session.SendEvent(modern, wrap(to.CallbackId, body));
                else to.Session.SendEvent(old, body);
        }
    }

    const int MostSubjects = 20;

    static GraphicsAddress End(ViewerEnd end) => new(end.Family, end.Node, end.Service);

    /// <summary>Kinds that are younger than callback ids have no message of old.</summary>
    void SendNew<T>(DomainEventId kind, DomainRef domain, Event<T> modern, Func<int, T> body) where T : struct, IXdr<T>
    {
        foreach (var to in registrations.Of((int)kind, domain.Uuid))
            if (to.WithId) to.Session.SendEvent(modern, body(to.CallbackId));
    }

    void AddOld(Call call, int eventId) => EventProcedures.Add(registrations, call, eventId, Kinds, subject: null, withId: false);
}
