using System.Globalization;
using Aerostat.Linux;
using Aerostat.Qemu;

namespace Aerostat.Engine.HostDevices;

/// <summary>A device of the host as libvirt describes it, read from its folder in sysfs.</summary>
static class NodeDeviceXml
{
    public static string Of(NodeDevice device, string root)
    {
        XmlText xml = new();
        return xml.Open("device", () =>
        {
            xml.Leaf("name", device.Name);
            if (device.Path is { } path) xml.Leaf("path", path);
            if (device is { Kind: DeviceKinds.Storage, Path: { } drive }) xml.Leaf("devnode", $"/dev/{Path.GetFileName(drive).Replace('!', '/')}", ("type", "dev"));
            if (device.Parent is { } parent) xml.Leaf("parent", parent);
            if (device is { Kind: DeviceKinds.Pci, Path: { } function } && Target(function, "driver") is { } driver) xml.Open("driver", () => xml.Leaf("name", driver));
            xml.Open("capability", [("type", device.Capability)], () =>
            {
                switch (device.Kind)
                {
                    case DeviceKinds.System: System(xml, root); break;
                    case DeviceKinds.Pci: Pci(xml, device.Path!, root); break;
                    case DeviceKinds.Net: Net(xml, device.Path!); break;
                    case DeviceKinds.Storage: Drive(xml, device.Path!, root); break;
                }
            });
        }).ToString();
    }

    static void System(XmlText xml, string root)
    {
        string? Said(string name) => ProcFile.TryReadLine(Path.Combine(root, "sys/class/dmi/id", name));
        xml.Some("product", Said("product_name"));
        xml.Open("hardware", () => xml.Some("vendor", Said("sys_vendor")).Some("version", Said("product_version")).Some("serial", Said("product_serial"))
            .Leaf("uuid", Said("product_uuid")?.ToLowerInvariant() ?? $"{Guid.Empty:D}"));
        xml.Open("firmware", () => xml.Some("vendor", Said("bios_vendor")).Some("version", Said("bios_version")).Some("release_date", Said("bios_date")));
    }

    static void Pci(XmlText xml, string path, string root)
    {
        var address = PciPlace.Parse(Path.GetFileName(path));
        var (vendor, product) = (Hex(path, "vendor"), Hex(path, "device"));
        var names = PciNames.Find(root, vendor, product);
        xml.Leaf("class", $"0x{Hex(path, "class"):x6}");
        xml.Leaf("domain", address.Domain).Leaf("bus", address.Bus).Leaf("slot", address.Slot).Leaf("function", address.Function);
        xml.Leaf("product", names.Product, ("id", $"0x{product:x4}")).Leaf("vendor", names.Vendor, ("id", $"0x{vendor:x4}"));
        if (Target(path, "physfn") is { } physical) xml.Open("capability", [("type", "phys_function")], () => Address(xml, physical));
        if (ProcFile.TryReadNumber(Path.Combine(path, "sriov_totalvfs")) is { } most)
            xml.Open("capability", [("type", "virt_functions"), ("maxCount", most)], () =>
            {
                foreach (var each in Directory.EnumerateFileSystemEntries(path, "virtfn*").Order(StringComparer.Ordinal)) Address(xml, Target(path, Path.GetFileName(each))!);
            });
        var config = PciConfiguration.Read(path);
        if (config.IsBridge) xml.Empty("capability", ("type", "pci-bridge"));
        if (Target(path, "iommu_group") is { } group)
            xml.Open("iommuGroup", [("number", group)], () =>
            {
                foreach (var each in Directory.EnumerateFileSystemEntries(Path.Combine(path, "iommu_group/devices")).Order(StringComparer.Ordinal)) Address(xml, Path.GetFileName(each));
            });
        if (ProcFile.TryReadNumber(Path.Combine(path, "numa_node")) is >= 0 and var node) xml.Empty("numa", ("node", node));
        if (config.Express is not { } express) return;
        if (express.Link is not { } link) xml.Empty("pci-express");
        else xml.Open("pci-express", () => xml
            .Empty("link", ("validity", "cap"), ("port", link.Port), ("speed", Speed(link.MostSpeed)), ("width", link.MostWidth))
            .Empty("link", ("validity", "sta"), ("speed", Speed(link.Speed)), ("width", link.Width)));
    }

    /// <summary>Gigatransfers a second of a PCI Express generation.</summary>
    static string? Speed(int generation) => generation switch { 1 => "2.5", 2 => "5", 3 => "8", 4 => "16", 5 => "32", 6 => "64", _ => null };

    static void Net(XmlText xml, string path)
    {
        xml.Leaf("interface", Path.GetFileName(path)).Leaf("address", ProcFile.TryReadLine(Path.Combine(path, "address")));
        var state = ProcFile.TryReadLine(Path.Combine(path, "operstate")) ?? "unknown";
        xml.Empty("link", ("speed", state is "up" && ProcFile.TryReadNumber(Path.Combine(path, "speed")) is > 0 and var megabits ? megabits : null), ("state", state));
        xml.Empty("capability", ("type", Directory.Exists(Path.Combine(path, "wireless")) || Directory.Exists(Path.Combine(path, "phy80211")) ? "80211" : "80203"));
    }

    static void Drive(XmlText xml, string path, string root)
    {
        const long sector = 512;
        var name = Path.GetFileName(path);
        string? Said(string file) => ProcFile.TryReadLine(Path.Combine(path, file))?.Trim();
        var isRemovable = Said("removable") is "1";
        var udev = UdevRecord.Of(path, root);
        xml.Leaf("block", $"/dev/{name.Replace('!', '/')}").Leaf("drive_type", name.StartsWith("sr", StringComparison.Ordinal) ? "cdrom" : name.StartsWith("fd", StringComparison.Ordinal) ? "floppy" : "disk");
        xml.Some("bus", udev["ID_BUS"]).Some("model", udev["ID_MODEL"] ?? Said("device/model")).Some("vendor", udev["ID_VENDOR"] ?? Said("device/vendor")).Some("serial", udev["ID_SERIAL"]);
        var size = (ProcFile.TryReadNumber(Path.Combine(path, "size")) ?? 0) * sector;
        var block = ProcFile.TryReadNumber(Path.Combine(path, "queue/logical_block_size")) is > 0 and var bytes ? bytes : sector;
        if (isRemovable) xml.Open("capability", [("type", "removable")], () => Sizes(xml.Leaf("media_available", size > 0 ? 1 : 0).Leaf("media_size", size)));
        else Sizes(xml.Leaf("size", size));

        void Sizes(XmlText of)
        {
            if (size > 0) of.Leaf("logical_block_size", block).Leaf("num_blocks", size / block);
        }
    }

    static void Address(XmlText xml, string name)
    {
        var at = PciPlace.Parse(name);
        xml.Empty("address", ("domain", $"0x{at.Domain:x4}"), ("bus", $"0x{at.Bus:x2}"), ("slot", $"0x{at.Slot:x2}"), ("function", $"0x{at.Function:x}"));
    }

    static string? Target(string path, string link) => new FileInfo(Path.Combine(path, link)).LinkTarget is { } target ? Path.GetFileName(target) : null;

    static uint Hex(string path, string file) =>
        ProcFile.TryReadLine(Path.Combine(path, file)) is { Length: > 2 } text && uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
