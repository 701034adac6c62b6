using System.Globalization;

namespace Aerostat.Engine.HostDevices;

/// <summary>Kinds by libvirt's bits. Source: <c>virConnectListAllNodeDeviceFlags</c>.</summary>
[Flags]
public enum DeviceKinds : uint { None = 0, System = 1, Pci = 2, Net = 1 << 4, Storage = 1 << 8 }

/// <summary>A device of the host: its name, where it hangs, and its description.</summary>
/// <param name="Path">In sysfs; null: the host itself.</param>
/// <param name="Parent">The name of the nearest device above that is listed too.</param>
public sealed record NodeDevice(string Name, DeviceKinds Kind, string? Path, string? Parent)
{
    /// <summary>libvirt's word for the kind.</summary>
    public string Capability => Kind.ToString().ToLowerInvariant();

    internal static string OfPci(string address) => "pci_" + address.Replace(':', '_').Replace('.', '_');

    internal static string Kept(string text) => string.Create(CultureInfo.InvariantCulture, $"{string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))}");
}
