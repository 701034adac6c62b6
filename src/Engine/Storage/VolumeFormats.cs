using Aerostat.Model;

namespace Aerostat.Engine.Storage;

/// <summary>The formats that volumes can be made in, under the names that QEMU and libvirt share.</summary>
static class VolumeFormats
{
    public static readonly StorageFormat[] Made =
    [
        StorageFormat.Raw, StorageFormat.Dir, StorageFormat.Vpc, StorageFormat.Vdi, StorageFormat.Qcow, StorageFormat.Qcow2, StorageFormat.Qed, StorageFormat.Vmdk,
    ];

    /// <summary>Those that qemu-img makes; raw and folders are made without it.</summary>
    public static bool ByTool(StorageFormat format) => format is not (StorageFormat.Raw or StorageFormat.Dir) && Made.Contains(format);

    public static string Word(StorageFormat format) => format.ToString().ToLowerInvariant();
}
