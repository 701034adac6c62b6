using System.Globalization;
using Aerostat.Linux;
using Aerostat.Qemu;

namespace Aerostat.Engine.HostDevices;

/// <summary>A network interface of the host as libvirt describes it, read from its folder in sysfs: a bridge with its ports, all else as a card.</summary>
static class InterfaceXml
{
    public static string Of(string name, string root)
    {
        XmlText xml = new();
        var folder = Path.Combine(root, "sys/class/net", name);
        var bridge = Directory.Exists(Path.Combine(folder, "bridge"));
        return xml.Open("interface", [("type", bridge ? "bridge" : "ethernet"), ("name", name)], () =>
        {
            xml.Leaf("mtu", null, ("size", Said(folder, "mtu")));
            if (bridge) Bridge(xml, folder, root);
            else Card(xml, folder);
        }).ToString();
    }

    static void Bridge(XmlText xml, string folder, string root) =>
        xml.Open("bridge", [("stp", Said(folder, "bridge/stp_state") is "0" ? "off" : "on"), ("delay", Said(folder, "bridge/forward_delay"))], () =>
        {
            foreach (var port in Directory.EnumerateFileSystemEntries(Path.Combine(folder, "brif")).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal))
                xml.Open("interface", [("type", "ethernet"), ("name", port)], () => Card(xml, Path.Combine(root, "sys/class/net", port)));
        });

    /// <remarks>A speed of -1 is the kernel's word for 'not known'.</remarks>
    static void Card(XmlText xml, string folder)
    {
        var speed = int.TryParse(Said(folder, "speed"), NumberStyles.None, CultureInfo.InvariantCulture, out var known) && known > 0 ? known.ToString(CultureInfo.InvariantCulture) : null;
        xml.Leaf("link", null, ("speed", speed), ("state", Said(folder, "operstate")));
        xml.Leaf("mac", null, ("address", Said(folder, "address")));
    }

    static string? Said(string folder, string name) => ProcFile.TryReadLine(Path.Combine(folder, name));
}
