using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>The host's folders in the guest.</summary>
static class CheckFilesystems
{
    const string Path = "/domain/devices/filesystem";

    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        foreach (var shared in v.Devices.Filesystems)
        {
            if (string.IsNullOrEmpty(shared.Target))
                yield return new(Path + "/target", ErrorCode.NoTarget, $"missing target information for device {shared.Source?.Directory ?? shared.Source?.Socket}", "Name it for the guest: <target dir='share'/>.");
            if ((shared.FileMode ?? shared.DirectoryMode) is not null && shared.AccessMode is not AccessMode.Mapped)
                yield return Problem.Unsupported(Path, "fmode and dmode are for accessmode='mapped'");
            if (shared.Driver?.Type is not FilesystemDriverType.Virtiofs) continue;
            if (shared.Source?.Socket is null)
            {
                if (shared.ReadOnly) yield return Problem.Unsupported(Path, "virtiofs does not yet support read-only mode");
                if (shared.AccessMode is not (null or AccessMode.Passthrough)) yield return Problem.Unsupported(Path, "virtiofs only supports passthrough accessmode");
                if (shared.Driver.WritePolicy is not null) yield return Problem.Unsupported(Path, "virtiofs does not support wrpolicy");
            }
            if (shared.Model is not null) yield return Problem.Unsupported(Path, "virtiofs does not support model");
            if (shared.Driver.Format is not null) yield return Problem.Unsupported(Path, "virtiofs does not support format");
            if (shared.MultiDevs is not (null or "default")) yield return Problem.Unsupported(Path, "virtiofs does not support multidevs");
            if (!IsShared(v)) yield return Problem.Unsupported(Path, "'virtiofs' requires shared memory", "Add <memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>.");
        }
    }

    /// <summary>Another process can have all of the guest's memory mapped.</summary>
    internal static bool IsShared(DomainDefinition v)
    {
        var isShared = v.MemoryBacking?.Access is MemoryAccess.Shared;
        return v.Cpu?.Numa?.Cells is { IsEmpty: false } cells ? cells.All(cell => cell.Access is null ? isShared : cell.Access is MemoryAccess.Shared) : isShared;
    }
}
