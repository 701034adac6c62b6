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

    /// <exception cref="VirtException"><see cref="ErrorCode.NoInterface"/>: there is none of that name.</exception>
    public static (string Name, string Mac) Named(string name) => List(InterfaceStates.Any).FirstOrDefault(card => card.Name == name) is { Name: not null } found ? found
        : throw new VirtException(ErrorCode.NoInterface, $"Interface not found: couldn't find interface named '{name}'", ErrorDomain.Interface);

    /// <exception cref="VirtException"><see cref="ErrorCode.NoInterface"/>, <see cref="ErrorCode.MultipleInterfaces"/>.</exception>
    public static (string Name, string Mac) WithMac(string mac) => List(InterfaceStates.Any).Where(card => string.Equals(card.Mac, mac, StringComparison.OrdinalIgnoreCase)).ToList() switch
    {
        [var one] => one,
        [] => throw new VirtException(ErrorCode.NoInterface, $"Interface not found: couldn't find interface with MAC address '{mac}'", ErrorDomain.Interface),
        _ => throw new VirtException(ErrorCode.MultipleInterfaces, $"multiple matching interfaces found: the MAC address '{mac}' matches multiple interfaces", ErrorDomain.Interface),
    };

    public static string Xml(string name, string root = "/") => InterfaceXml.Of(Named(name).Name, root);

    /// <remarks>What has no carrier to lose tells 'unknown', and libvirt takes that for down.</remarks>
    static bool IsUp(string path) => ProcFile.TryReadLine(Path.Combine(path, "operstate")) is "up";
}
