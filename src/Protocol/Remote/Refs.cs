namespace Aerostat.Protocol;

// How calls name their object. libvirt looks a domain up by its UUID alone: name and id may be stale.

[Xdr] public readonly partial record struct DomainRef(string Name, Guid Uuid, int Id);
[Xdr] public readonly partial record struct NetworkRef(string Name, Guid Uuid);
[Xdr] public readonly partial record struct NetworkPortRef(NetworkRef Network, Guid Uuid);
[Xdr] public readonly partial record struct InterfaceRef(string Name, string Mac);
[Xdr] public readonly partial record struct NwFilterRef(string Name, Guid Uuid);
[Xdr] public readonly partial record struct NwFilterBindingRef(string PortDevice, string FilterName);
[Xdr] public readonly partial record struct PoolRef(string Name, Guid Uuid);
[Xdr] public readonly partial record struct VolumeRef(string Pool, string Name, string Key);
[Xdr] public readonly partial record struct NodeDeviceRef(string Name);
[Xdr] public readonly partial record struct SecretRef(Guid Uuid, int UsageType, string UsageId);
[Xdr] public readonly partial record struct SnapshotRef(string Name, DomainRef Domain);
[Xdr] public readonly partial record struct CheckpointRef(string Name, DomainRef Domain);
