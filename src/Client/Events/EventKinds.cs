using Aerostat.Protocol;

namespace Aerostat.Client;

/// <summary>What can be heard of domains.</summary>
/// <remarks>Source: <c>virDomainEventID</c> in libvirt-dev's <c>libvirt-domain.h</c>.</remarks>
public static class DomainEvents
{
    public static readonly EventKind<DomainRef, DomainEventCallbackLifecycleMsg> Lifecycle = Of(0, Remote.DomainEventCallbackLifecycle);
    public static readonly EventKind<DomainRef, DomainEventCallbackRebootMsg> Reboot = Of(1, Remote.DomainEventCallbackReboot);
    public static readonly EventKind<DomainRef, DomainEventCallbackRtcChangeMsg> RtcChange = Of(2, Remote.DomainEventCallbackRtcChange);
    public static readonly EventKind<DomainRef, DomainEventCallbackWatchdogMsg> Watchdog = Of(3, Remote.DomainEventCallbackWatchdog);
    public static readonly EventKind<DomainRef, DomainEventCallbackIoErrorMsg> IoError = Of(4, Remote.DomainEventCallbackIoError);
    public static readonly EventKind<DomainRef, DomainEventCallbackGraphicsMsg> Graphics = Of(5, Remote.DomainEventCallbackGraphics);
    public static readonly EventKind<DomainRef, DomainEventCallbackIoErrorReasonMsg> IoErrorReason = Of(6, Remote.DomainEventCallbackIoErrorReason);
    public static readonly EventKind<DomainRef, DomainEventCallbackControlErrorMsg> ControlError = Of(7, Remote.DomainEventCallbackControlError);
    public static readonly EventKind<DomainRef, DomainEventCallbackBlockJobMsg> BlockJob = Of(8, Remote.DomainEventCallbackBlockJob);
    public static readonly EventKind<DomainRef, DomainEventCallbackDiskChangeMsg> DiskChange = Of(9, Remote.DomainEventCallbackDiskChange);
    public static readonly EventKind<DomainRef, DomainEventCallbackTrayChangeMsg> TrayChange = Of(10, Remote.DomainEventCallbackTrayChange);
    public static readonly EventKind<DomainRef, DomainEventCallbackPmWakeupMsg> PmWakeup = Of(11, Remote.DomainEventCallbackPmWakeup);
    public static readonly EventKind<DomainRef, DomainEventCallbackPmSuspendMsg> PmSuspend = Of(12, Remote.DomainEventCallbackPmSuspend);
    public static readonly EventKind<DomainRef, DomainEventCallbackBalloonChangeMsg> BalloonChange = Of(13, Remote.DomainEventCallbackBalloonChange);
    public static readonly EventKind<DomainRef, DomainEventCallbackPmSuspendDiskMsg> PmSuspendDisk = Of(14, Remote.DomainEventCallbackPmSuspendDisk);
    public static readonly EventKind<DomainRef, DomainEventCallbackDeviceRemovedMsg> DeviceRemoved = Of(15, Remote.DomainEventCallbackDeviceRemoved);
    public static readonly EventKind<DomainRef, DomainEventBlockJob2Msg> BlockJob2 = Of(16, Remote.DomainEventBlockJob2);
    public static readonly EventKind<DomainRef, DomainEventCallbackTunableMsg> Tunable = Of(17, Remote.DomainEventCallbackTunable);
    public static readonly EventKind<DomainRef, DomainEventCallbackAgentLifecycleMsg> AgentLifecycle = Of(18, Remote.DomainEventCallbackAgentLifecycle);
    public static readonly EventKind<DomainRef, DomainEventCallbackDeviceAddedMsg> DeviceAdded = Of(19, Remote.DomainEventCallbackDeviceAdded);
    public static readonly EventKind<DomainRef, DomainEventCallbackMigrationIterationMsg> MigrationIteration = Of(20, Remote.DomainEventCallbackMigrationIteration);
    public static readonly EventKind<DomainRef, DomainEventCallbackJobCompletedMsg> JobCompleted = Of(21, Remote.DomainEventCallbackJobCompleted);
    public static readonly EventKind<DomainRef, DomainEventCallbackDeviceRemovalFailedMsg> DeviceRemovalFailed = Of(22, Remote.DomainEventCallbackDeviceRemovalFailed);
    public static readonly EventKind<DomainRef, DomainEventCallbackMetadataChangeMsg> MetadataChange = Of(23, Remote.DomainEventCallbackMetadataChange);
    public static readonly EventKind<DomainRef, DomainEventBlockThresholdMsg> BlockThreshold = Of(24, Remote.DomainEventBlockThreshold);
    public static readonly EventKind<DomainRef, DomainEventMemoryFailureMsg> MemoryFailure = Of(25, Remote.DomainEventMemoryFailure);
    public static readonly EventKind<DomainRef, DomainEventMemoryDeviceSizeChangeMsg> MemoryDeviceSizeChange = Of(26, Remote.DomainEventMemoryDeviceSizeChange);

    static EventKind<DomainRef, T> Of<T>(int id, Event<T> message) where T : struct, IXdr<T> => new(id, message, DomainEventFamily.Instance);
}

/// <summary>What can be heard of networks, pools, host devices, secrets, and of QEMU itself.</summary>
public static class OtherEvents
{
    public static readonly EventKind<NetworkRef, NetworkEventLifecycleMsg> Network = new(0, Remote.NetworkEventLifecycle, NetworkEventFamily.Instance);
    public static readonly EventKind<PoolRef, StoragePoolEventLifecycleMsg> Pool = new(0, Remote.StoragePoolEventLifecycle, PoolEventFamily.Instance);
    public static readonly EventKind<PoolRef, StoragePoolEventRefreshMsg> PoolRefresh = new(1, Remote.StoragePoolEventRefresh, PoolEventFamily.Instance);
    public static readonly EventKind<NodeDeviceRef, NodeDeviceEventLifecycleMsg> NodeDevice = new(0, Remote.NodeDeviceEventLifecycle, NodeDeviceEventFamily.Instance);
    public static readonly EventKind<NodeDeviceRef, NodeDeviceEventUpdateMsg> NodeDeviceUpdate = new(1, Remote.NodeDeviceEventUpdate, NodeDeviceEventFamily.Instance);
    public static readonly EventKind<SecretRef, SecretEventLifecycleMsg> Secret = new(0, Remote.SecretEventLifecycle, SecretEventFamily.Instance);
    public static readonly EventKind<SecretRef, SecretEventValueChangedMsg> SecretValue = new(1, Remote.SecretEventValueChanged, SecretEventFamily.Instance);
    public static readonly EventKind<MonitorEventFilter, QemuDomainMonitorEventMsg> Monitor = new(0, QemuProgram.DomainMonitorEvent, MonitorEventFamily.Instance);
}
