namespace Aerostat.Engine.Storage;

/// <summary>Something happened to a pool.</summary>
public abstract record PoolEvent(string Name, Guid Uuid);

public sealed record PoolLifecycleEvent(string Name, Guid Uuid, PoolLifecycle Type) : PoolEvent(Name, Uuid);

/// <summary>Its volumes were looked for anew.</summary>
public sealed record PoolRefreshEvent(string Name, Guid Uuid) : PoolEvent(Name, Uuid);

/// <summary>Source: <c>virStoragePoolEventLifecycleType</c>.</summary>
public enum PoolLifecycle { Defined, Undefined, Started, Stopped, Created, Deleted }
