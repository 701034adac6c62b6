using Aerostat.Linux;

namespace Aerostat.Engine.HostDevices;

/// <summary>Source: <c>virConnectListAllInterfacesFlags</c>.</summary>
[Flags]
public enum InterfaceStates { Any = 0, Inactive = 1, Active = 2 }

/// <summary>The host's network interfaces, as sysfs shows them now.</summary>
public static class Interfaces
{
    public static IEnumerable<(string Name, string Mac)> List(InterfaceStates states, string root = "/")
    {
        var folder = Path.Combine(root, "sys/class/net");
        if (!Directory.Exists(folder)) return [];
        return Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal)
            .Where(path => states is InterfaceStates.Any || states.HasFlag(IsUp(path) ? InterfaceStates.Active : InterfaceStates.Inactive))
            .Select(path => (Path.GetFileName(path), ProcFile.TryReadLine(Path.Combine(path, "address")) ?? ""));
    }

    /// <remarks>What has no carrier to lose tells 'unknown', and libvirt takes that for down.</remarks>
    static bool IsUp(string path) => ProcFile.TryReadLine(Path.Combine(path, "operstate")) is "up";
}
