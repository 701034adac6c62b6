namespace Aerostat.Engine.Storage;

// libvirt's public flags, bit for bit.

/// <summary>Source: <c>virStoragePoolCreateFlags</c>.</summary>
[Flags]
public enum PoolStartFlags { None = 0, Build = 1, BuildOverwrite = 2, BuildNoOverwrite = 4 }

/// <summary>Source: <c>virStoragePoolBuildFlags</c>.</summary>
[Flags]
public enum PoolBuildFlags { New = 0, Repair = 1, Resize = 2, NoOverwrite = 4, Overwrite = 8 }

/// <summary>Source: <c>virStoragePoolDeleteFlags</c>.</summary>
[Flags]
public enum PoolDeleteFlags { Normal = 0, Zeroed = 1 }

/// <summary>Source: <c>virConnectListAllStoragePoolsFlags</c>. Bits of one line are alternatives; lines are conditions that all must hold.</summary>
[Flags]
public enum PoolListFlags
{
    None = 0,
    Inactive = 1, Active = 2,
    Persistent = 4, Transient = 8,
    Autostart = 16, NoAutostart = 32,
    Dir = 64, OtherTypes = 0xfff80,
}

/// <summary>Source: <c>virStoragePoolState</c>.</summary>
public enum PoolPhase { Inactive, Building, Running }
