using Aerostat.Engine.Domains;
using Aerostat.Engine.Statistics;

namespace Aerostat.Engine.Events;

/// <summary>Something happened to a domain. One record for each of libvirt's kinds that can happen here.</summary>
public abstract record DomainEvent(DomainIdent Domain);

/// <summary>Source: <c>virDomainEventType</c> and the detail enum that goes with it.</summary>
public sealed record LifecycleEvent(DomainIdent Domain, Lifecycle Type, int Detail) : DomainEvent(Domain);

public sealed record RebootEvent(DomainIdent Domain) : DomainEvent(Domain);

public sealed record RtcChangeEvent(DomainIdent Domain, long Offset) : DomainEvent(Domain);

/// <summary>Source: <c>virDomainEventWatchdogAction</c>.</summary>
public sealed record WatchdogEvent(DomainIdent Domain, int Action) : DomainEvent(Domain);

/// <summary>Source: <c>virDomainEventIOErrorAction</c>.</summary>
public sealed record IoErrorEvent(DomainIdent Domain, string Path, string Alias, int Action, string Reason) : DomainEvent(Domain);

/// <summary>Source: <c>virDomainEventTrayChangeReason</c>.</summary>
public sealed record TrayChangeEvent(DomainIdent Domain, string Alias, int Reason) : DomainEvent(Domain);

/// <summary>What the balloon leaves to the guest, in bytes; the wire counts KiB.</summary>
public sealed record BalloonChangeEvent(DomainIdent Domain, Bytes Actual) : DomainEvent(Domain);

public sealed record PmSuspendEvent(DomainIdent Domain) : DomainEvent(Domain);

public sealed record PmWakeupEvent(DomainIdent Domain) : DomainEvent(Domain);

public sealed record DeviceAddedEvent(DomainIdent Domain, string Alias) : DomainEvent(Domain);

public sealed record DeviceRemovedEvent(DomainIdent Domain, string Alias) : DomainEvent(Domain);

public sealed record DeviceRemovalFailedEvent(DomainIdent Domain, string Alias) : DomainEvent(Domain);

/// <summary>Source: <c>virConnectDomainEventAgentLifecycleState</c> and its reason.</summary>
public sealed record AgentLifecycleEvent(DomainIdent Domain, int State, int Reason) : DomainEvent(Domain);

/// <summary>Source: <c>virDomainMetadataType</c>; the URI only for elements.</summary>
public sealed record MetadataChangeEvent(DomainIdent Domain, int Type, string? Uri) : DomainEvent(Domain);

/// <summary>Source: <c>virDomainEventGraphicsPhase</c>.</summary>
public enum GraphicsPhase { Connect, Initialize, Disconnect }

/// <summary>One end of a viewer's connection.</summary>
/// <param name="Family">Source: <c>virDomainEventGraphicsAddressType</c>.</param>
public readonly record struct ViewerEnd(int Family, string Node, string Service);

/// <summary>Somebody comes to look at a display, or goes.</summary>
/// <param name="Subjects">Who it said it was, and how.</param>
public sealed record GraphicsEvent(DomainIdent Domain, GraphicsPhase Phase, ViewerEnd Local, ViewerEnd Remote, string Authentication, ValueList<(string Type, string Name)> Subjects) : DomainEvent(Domain);

/// <summary>QEMU's monitor is lost, and its process is not.</summary>
public sealed record ControlErrorEvent(DomainIdent Domain) : DomainEvent(Domain);

/// <summary>An image was written beyond its threshold. Bytes.</summary>
public sealed record BlockThresholdEvent(DomainIdent Domain, string Device, string? Path, ulong Threshold, ulong Excess) : DomainEvent(Domain);

/// <summary>The host's memory has failed. Source: <c>virDomainMemoryFailureRecipientType</c> and its fellows.</summary>
public sealed record MemoryFailureEvent(DomainIdent Domain, int Recipient, int Action, uint Flags) : DomainEvent(Domain);

/// <summary>The guest has taken memory of a virtio-mem device, or given it back.</summary>
public sealed record MemoryDeviceSizeEvent(DomainIdent Domain, string Alias, Bytes Size) : DomainEvent(Domain);

/// <summary>A limit was changed while the guest runs. Source: <c>VIR_DOMAIN_TUNABLE_*</c>.</summary>
public sealed record TunableEvent(DomainIdent Domain, ValueList<Parameter> Parameters) : DomainEvent(Domain);

/// <summary>A long work has come to its end.</summary>
public sealed record JobCompletedEvent(DomainIdent Domain, ValueList<Parameter> Parameters) : DomainEvent(Domain);

/// <summary>Memory that changes faster than it flows out begins its next round.</summary>
public sealed record MigrationIterationEvent(DomainIdent Domain, int Iteration) : DomainEvent(Domain);

/// <summary>Any event that QEMU told, word for word: the QEMU program's own kind.</summary>
public sealed record MonitorEvent(DomainIdent Domain, string Name, long Seconds, uint Micros, string? Details) : DomainEvent(Domain);

/// <summary>Source: <c>virDomainEventType</c>.</summary>
public enum Lifecycle { Defined, Undefined, Started, Suspended, Resumed, Stopped, Shutdown, PmSuspended, Crashed }
