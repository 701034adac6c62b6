namespace Aerostat.Protocol;

// The same for clients that were told that there are no callback ids.

public static partial class Remote
{
    public static readonly Event<DomainEventLifecycleMsg> DomainEventLifecycle = new(107);
    public static readonly Event<DomainEventRebootMsg> DomainEventReboot = new(169);
    public static readonly Event<DomainEventRtcChangeMsg> DomainEventRtcChange = new(170);
    public static readonly Event<DomainEventWatchdogMsg> DomainEventWatchdog = new(171);
    public static readonly Event<DomainEventIoErrorMsg> DomainEventIoError = new(172);
    public static readonly Event<DomainEventGraphicsMsg> DomainEventGraphics = new(173);
    public static readonly Event<DomainEventIoErrorReasonMsg> DomainEventIoErrorReason = new(195);
    public static readonly Event<DomainEventControlErrorMsg> DomainEventControlError = new(224);
    public static readonly Event<DomainEventBlockJobMsg> DomainEventBlockJob = new(241);
    public static readonly Event<DomainEventDiskChangeMsg> DomainEventDiskChange = new(248);
    public static readonly Event<DomainEventTrayChangeMsg> DomainEventTrayChange = new(268);
    public static readonly Event<DomainEventPmWakeupMsg> DomainEventPmWakeup = new(269);
    public static readonly Event<DomainEventPmSuspendMsg> DomainEventPmSuspend = new(270);
    public static readonly Event<DomainEventBalloonChangeMsg> DomainEventBalloonChange = new(276);
    public static readonly Event<DomainEventPmSuspendDiskMsg> DomainEventPmSuspendDisk = new(292);
    public static readonly Event<DomainEventDeviceRemovedMsg> DomainEventDeviceRemoved = new(311);
}
