namespace Aerostat.Engine.Storage;

// libvirt's public flags, bit for bit.

/// <summary>Source: <c>virStorageVolCreateFlags</c>.</summary>
[Flags]
public enum VolumeCreateFlags { None = 0, PreallocateMetadata = 1, Reflink = 2, Validate = 4 }

/// <summary>Source: <c>virStorageVolResizeFlags</c>.</summary>
[Flags]
public enum VolumeResizeFlags { None = 0, Allocate = 1, Delta = 2, Shrink = 4 }

/// <summary>Source: <c>virStorageVolWipeAlgorithm</c>.</summary>
public enum WipeAlgorithm { Zero, Nnsa, Dod, Bsi, Gutmann, Schneier, Pfitzner7, Pfitzner33, Random, Trim }
