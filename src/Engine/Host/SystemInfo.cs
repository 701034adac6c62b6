using Aerostat.Linux;
using Aerostat.Qemu;

namespace Aerostat.Engine.Host;

/// <summary>What the host's firmware says of the machine.</summary>
/// <remarks>Source: <c>/sys/class/dmi/id</c>, which the kernel fills from SMBIOS; libvirt <c>virConnectGetSysinfo</c>. Processors and memory modules are not in it.</remarks>
static class SystemInfo
{
    static readonly (string Element, (string Name, string File)[] Entries)[] parts =
    [
        ("bios", [("vendor", "bios_vendor"), ("version", "bios_version"), ("date", "bios_date"), ("release", "bios_release")]),
        ("system", [("manufacturer", "sys_vendor"), ("product", "product_name"), ("version", "product_version"), ("serial", "product_serial"), ("uuid", "product_uuid"), ("sku", "product_sku"), ("family", "product_family")]),
        ("baseBoard", [("manufacturer", "board_vendor"), ("product", "board_name"), ("version", "board_version"), ("serial", "board_serial"), ("asset", "board_asset_tag")]),
        ("chassis", [("manufacturer", "chassis_vendor"), ("version", "chassis_version"), ("serial", "chassis_serial"), ("asset", "chassis_asset_tag")]),
    ];

    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>: this machine's firmware says nothing.</exception>
    public static string Xml(string root = "/")
    {
        var folder = Path.Combine(root, "sys/class/dmi/id");
        if (!Directory.Exists(folder)) throw Errors.ConfigUnsupported("Host SMBIOS information is not available");
        XmlText xml = new();
        return xml.Open("sysinfo", [("type", "smbios")], () =>
        {
            foreach (var (element, entries) in parts)
            {
                (string Name, string? Text)[] said = [.. entries.Select(entry => (entry.Name, ProcFile.TryReadLine(Path.Combine(folder, entry.File)))).Where(entry => !string.IsNullOrWhiteSpace(entry.Item2))];
                if (said.Length == 0) continue;
                xml.Open(element, () =>
                {
                    foreach (var (name, text) in said) xml.Leaf("entry", text, ("name", name));
                });
            }
        }).ToString();
    }
}
