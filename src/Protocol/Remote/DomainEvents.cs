namespace Aerostat.Protocol;

// What happens to domains. Each begins with the callback id, and most wrap the message of old.

public static partial class Remote
{
    public static readonly Event<DomainEventCallbackLifecycleMsg> DomainEventCallbackLifecycle = new(318);
    public static readonly Event<DomainEventCallbackRebootMsg> DomainEventCallbackReboot = new(319);
    public static readonly Event<DomainEventCallbackRtcChangeMsg> DomainEventCallbackRtcChange = new(320);
    public static readonly Event<DomainEventCallbackWatchdogMsg> DomainEventCallbackWatchdog = new(321);
    public static readonly Event<DomainEventCallbackIoErrorMsg> DomainEventCallbackIoError = new(322);
    public static readonly Event<DomainEventCallbackGraphicsMsg> DomainEventCallbackGraphics = new(323);
    public static readonly Event<DomainEventCallbackIoErrorReasonMsg> DomainEventCallbackIoErrorReason = new(324);
    public static readonly Event<DomainEventCallbackControlErrorMsg> DomainEventCallbackControlError = new(325);
    public static readonly Event<DomainEventCallbackBlockJobMsg> DomainEventCallbackBlockJob = new(326);
    public static readonly Event<DomainEventCallbackDiskChangeMsg> DomainEventCallbackDiskChange = new(327);
    public static readonly Event<DomainEventCallbackTrayChangeMsg> DomainEventCallbackTrayChange = new(328);
    public static readonly Event<DomainEventCallbackPmWakeupMsg> DomainEventCallbackPmWakeup = new(329);
    public static readonly Event<DomainEventCallbackPmSuspendMsg> DomainEventCallbackPmSuspend = new(330);
    public static readonly Event<DomainEventCallbackBalloonChangeMsg> DomainEventCallbackBalloonChange = new(331);
    public static readonly Event<DomainEventCallbackPmSuspendDiskMsg> DomainEventCallbackPmSuspendDisk = new(332);
    public static readonly Event<DomainEventCallbackDeviceRemovedMsg> DomainEventCallbackDeviceRemoved = new(333);
    public static readonly Event<DomainEventBlockJob2Msg> DomainEventBlockJob2 = new(339);
    public static readonly Event<DomainEventCallbackTunableMsg> DomainEventCallbackTunable = new(346);
    public static readonly Event<DomainEventCallbackAgentLifecycleMsg> DomainEventCallbackAgentLifecycle = new(348);
    public static readonly Event<DomainEventCallbackDeviceAddedMsg> DomainEventCallbackDeviceAdded = new(354);
    public static readonly Event<DomainEventCallbackMigrationIterationMsg> DomainEventCallbackMigrationIteration = new(359);
    public static readonly Event<DomainEventCallbackJobCompletedMsg> DomainEventCallbackJobCompleted = new(363);
    public static readonly Event<DomainEventCallbackDeviceRemovalFailedMsg> DomainEventCallbackDeviceRemovalFailed = new(367);
    public static readonly Event<DomainEventCallbackMetadataChangeMsg> DomainEventCallbackMetadataChange = new(379);
    public static readonly Event<DomainEventBlockThresholdMsg> DomainEventBlockThreshold = new(385);
    public static readonly Event<DomainEventMemoryFailureMsg> DomainEventMemoryFailure = new(423);
    public static readonly Event<DomainEventMemoryDeviceSizeChangeMsg> DomainEventMemoryDeviceSizeChange = new(438);
}

[Xdr] public readonly partial record struct DomainEventCallbackLifecycleMsg(int CallbackId, DomainEventLifecycleMsg Event);
[Xdr] public readonly partial record struct DomainEventLifecycleMsg(DomainRef Domain, int Event, int Detail);
[Xdr] public readonly partial record struct DomainEventCallbackRebootMsg(int CallbackId, DomainEventRebootMsg Event);
[Xdr] public readonly partial record struct DomainEventRebootMsg(DomainRef Domain);
[Xdr] public readonly partial record struct DomainEventCallbackRtcChangeMsg(int CallbackId, DomainEventRtcChangeMsg Event);
[Xdr] public readonly partial record struct DomainEventRtcChangeMsg(DomainRef Domain, long Offset);
[Xdr] public readonly partial record struct DomainEventCallbackWatchdogMsg(int CallbackId, DomainEventWatchdogMsg Event);
[Xdr] public readonly partial record struct DomainEventWatchdogMsg(DomainRef Domain, int Action);
[Xdr] public readonly partial record struct DomainEventCallbackIoErrorMsg(int CallbackId, DomainEventIoErrorMsg Event);
[Xdr] public readonly partial record struct DomainEventIoErrorMsg(DomainRef Domain, string SrcPath, string DevAlias, int Action);
[Xdr] public readonly partial record struct DomainEventCallbackGraphicsMsg(int CallbackId, DomainEventGraphicsMsg Event);

[Xdr]
public readonly partial record struct DomainEventGraphicsMsg(
    DomainRef Domain, int Phase, GraphicsAddress Local, GraphicsAddress Remote, string AuthScheme, [Max(20)] GraphicsIdentity[] Subject);

[Xdr] public readonly partial record struct GraphicsAddress(int Family, string Node, string Service);
[Xdr] public readonly partial record struct GraphicsIdentity(string Type, string Name);
[Xdr] public readonly partial record struct DomainEventCallbackIoErrorReasonMsg(int CallbackId, DomainEventIoErrorReasonMsg Event);
[Xdr] public readonly partial record struct DomainEventIoErrorReasonMsg(DomainRef Domain, string SrcPath, string DevAlias, int Action, string Reason);
[Xdr] public readonly partial record struct DomainEventCallbackControlErrorMsg(int CallbackId, DomainEventControlErrorMsg Event);
[Xdr] public readonly partial record struct DomainEventControlErrorMsg(DomainRef Domain);
[Xdr] public readonly partial record struct DomainEventCallbackBlockJobMsg(int CallbackId, DomainEventBlockJobMsg Event);
[Xdr] public readonly partial record struct DomainEventBlockJobMsg(DomainRef Domain, string Path, int Type, int Status);
[Xdr] public readonly partial record struct DomainEventCallbackDiskChangeMsg(int CallbackId, DomainEventDiskChangeMsg Event);

[Xdr]
public readonly partial record struct DomainEventDiskChangeMsg(
    DomainRef Domain, string? OldSrcPath, string? NewSrcPath, string DevAlias, int Reason);

[Xdr] public readonly partial record struct DomainEventCallbackTrayChangeMsg(int CallbackId, DomainEventTrayChangeMsg Event);
[Xdr] public readonly partial record struct DomainEventTrayChangeMsg(DomainRef Domain, string DevAlias, int Reason);
[Xdr] public readonly partial record struct DomainEventCallbackPmWakeupMsg(int CallbackId, int Reason, DomainEventPmWakeupMsg Event);
[Xdr] public readonly partial record struct DomainEventPmWakeupMsg(DomainRef Domain);
[Xdr] public readonly partial record struct DomainEventCallbackPmSuspendMsg(int CallbackId, int Reason, DomainEventPmSuspendMsg Event);
[Xdr] public readonly partial record struct DomainEventPmSuspendMsg(DomainRef Domain);
[Xdr] public readonly partial record struct DomainEventCallbackBalloonChangeMsg(int CallbackId, DomainEventBalloonChangeMsg Event);
[Xdr] public readonly partial record struct DomainEventBalloonChangeMsg(DomainRef Domain, ulong Kib);
[Xdr] public readonly partial record struct DomainEventCallbackPmSuspendDiskMsg(int CallbackId, int Reason, DomainEventPmSuspendDiskMsg Event);
[Xdr] public readonly partial record struct DomainEventPmSuspendDiskMsg(DomainRef Domain);
[Xdr] public readonly partial record struct DomainEventCallbackDeviceRemovedMsg(int CallbackId, DomainEventDeviceRemovedMsg Event);
[Xdr] public readonly partial record struct DomainEventDeviceRemovedMsg(DomainRef Domain, string DevAlias);
[Xdr] public readonly partial record struct DomainEventBlockJob2Msg(int CallbackId, DomainRef Domain, string Destination, int Type, int Status);
[Xdr] public readonly partial record struct DomainEventCallbackTunableMsg(int CallbackId, DomainRef Domain, [Max(2048)] TypedParam[] Params);
[Xdr] public readonly partial record struct DomainEventCallbackAgentLifecycleMsg(int CallbackId, DomainRef Domain, int State, int Reason);
[Xdr] public readonly partial record struct DomainEventCallbackDeviceAddedMsg(int CallbackId, DomainRef Domain, string DevAlias);
[Xdr] public readonly partial record struct DomainEventCallbackMigrationIterationMsg(int CallbackId, DomainRef Domain, int Iteration);
[Xdr] public readonly partial record struct DomainEventCallbackJobCompletedMsg(int CallbackId, DomainRef Domain, [Max(64)] TypedParam[] Params);
[Xdr] public readonly partial record struct DomainEventCallbackDeviceRemovalFailedMsg(int CallbackId, DomainRef Domain, string DevAlias);
[Xdr] public readonly partial record struct DomainEventCallbackMetadataChangeMsg(int CallbackId, DomainRef Domain, int Type, string? NsUri);

[Xdr]
public readonly partial record struct DomainEventBlockThresholdMsg(
    int CallbackId, DomainRef Domain, string Device, string? Path, ulong Threshold, ulong Excess);

[Xdr] public readonly partial record struct DomainEventMemoryFailureMsg(int CallbackId, DomainRef Domain, int Recipient, int Action, uint Flags);
[Xdr] public readonly partial record struct DomainEventMemoryDeviceSizeChangeMsg(int CallbackId, DomainRef Domain, string Alias, ulong Size);
