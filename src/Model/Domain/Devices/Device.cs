namespace Aerostat.Model;

/// <summary>What every device has: a name that QEMU knows it by, and a place.</summary>
public abstract record Device
{
    /// <summary>The name within QEMU, given at start; one that begins with <c>ua-</c> is the user's and stays.</summary>
    public string? Alias { get; init; }

    public DeviceAddress? Address { get; init; }

    /// <summary>Place in the order in which the firmware tries them, from 1.</summary>
    public uint? BootOrder { get; init; }

    public string? LoadParm { get; init; }

    public DeviceRom? Rom { get; init; }

    /// <summary>The index by which the guest's system names it (eno1…).</summary>
    public uint? AcpiIndex { get; init; }

    /// <summary>A companion USB controller's first port on its master.</summary>
    public uint? MasterPort { get; init; }

    /// <summary>The element that it is written as.</summary>
    public string Element => DeviceXml.Name(this);

    /// <summary>The user's own alias, which outlives a run.</summary>
    public bool HasUserAlias => Alias?.StartsWith("ua-", StringComparison.Ordinal) ?? false;

    /// <summary>The part that ends every device's element.</summary>
    internal static T Tail<T>(XmlMap x, T v) where T : Device
    {
        var boot = x.At("boot");
        return (T)(v with
        {
            BootOrder = boot.UInt("order", v.BootOrder, required: x.Reading && boot.Exists && v is (Disk or Interface or Hostdev or Redirdev)) is not 0 and var order ? order : throw boot.Error(Values.ErrorCode.XmlError, Values.ErrorDomain.Xml, "Invalid value for attribute 'order' in element 'boot': Zero is not permitted"),
            LoadParm = boot.Text("loadparm", v.LoadParm),
            Alias = AliasOf(x, v.Alias),
            MasterPort = x.At("master").UInt("startport", v.MasterPort),
            Rom = x.Child("rom", v.Rom),
            AcpiIndex = x.At("acpi").UInt("index", v.AcpiIndex),
            Address = x.Union("address", v.Address, DeviceAddress.Map),
        });
    }

    static string? AliasOf(XmlMap x, string? alias)
    {
        if (!x.Reading) return (alias?.StartsWith("ua-", StringComparison.Ordinal) ?? false ? x : x.Live).At("alias").Text("name", alias);
        var read = x.At("alias").Text("name", null);
        return read is not null && !read.StartsWith("ua-", StringComparison.Ordinal) && x.Live.IsMuted ? null : read;
    }
}

/// <summary>The expansion ROM of a PCI device.</summary>
public sealed record DeviceRom : IMapped<DeviceRom>
{
    public bool? Enabled { get; init; }
    public bool? Bar { get; init; }
    public string? File { get; init; }

    public static DeviceRom Map(XmlMap x, DeviceRom v) => v with
    {
        Enabled = x.YesNo("enabled", v.Enabled),
        Bar = x.OnOff("bar", v.Bar),
        File = x.Text("file", v.File),
    };
}

/// <summary>Settings of a virtio device's driver that are the same for all kinds.</summary>
public readonly record struct VirtioOptions(bool? Iommu, bool? Ats, bool? Packed, bool? PagePerVq)
{
    /// <summary>What to say of the first that is given where the device is none of virtio's; null: none is.</summary>
    internal string? Misplaced => this switch
    {
        { Iommu: not null } => "iommu driver option is only supported for virtio devices",
        { Ats: not null } => "ats driver option is only supported for virtio devices",
        { Packed: not null } => "packed driver option is only supported for virtio devices",
        { PagePerVq: not null } => "page_per_vq option is only supported for virtio devices",
        _ => null,
    };

    internal static VirtioOptions Map(XmlMap x, VirtioOptions v) => new(
        x.OnOff("iommu", v.Iommu),
        x.OnOff("ats", v.Ats),
        x.OnOff("packed", v.Packed),
        x.OnOff("page_per_vq", v.PagePerVq));
}
