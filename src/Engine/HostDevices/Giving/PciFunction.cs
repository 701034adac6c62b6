using Aerostat.Linux;

namespace Aerostat.Engine.HostDevices.Giving;

/// <summary>A PCI function of the host, as sysfs shows it now.</summary>
/// <param name="root">Where <c>sys</c> and <c>dev</c> lie.</param>
/// <param name="name">As sysfs names it: <c>0000:03:07.1</c>.</param>
/// <remarks>Source: the kernel's <c>Documentation/ABI/testing/sysfs-bus-pci</c>, <c>Documentation/driver-api/vfio.rst</c>.</remarks>
sealed record PciFunction(string root, string name)
{
    public string Name => name;

    string At => Path.Combine(root, "sys/bus/pci/devices", name);

    public string Config => Path.Combine(At, "config");

    public bool Exists => File.Exists(Config);

    public bool IsBridge => PciConfiguration.Read(At).IsBridge;

    /// <summary>Null: nobody drives it.</summary>
    public string? Driver => Target("driver");

    /// <summary>What the host's IOMMU cannot keep apart from it; null: it keeps nothing apart.</summary>
    public string? Group => Target("iommu_group");

    /// <summary>All functions of its group, its own among them.</summary>
    public IEnumerable<string> Companions => Group is { } group && Path.Combine(root, "sys/kernel/iommu_groups", group, "devices") is var folder && Directory.Exists(folder)
        ? Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)) : [name];

    /// <summary>Through which QEMU reaches its group.</summary>
    public string? Node => Group is { } group ? Path.Combine(root, "dev/vfio", group) : null;

    /// <summary>The card that it is a part of; null: it is a whole one.</summary>
    public PciFunction? Physical => Target("physfn") is { } physical ? new(root, physical) : null;

    /// <summary>Its parts, in the order of their numbers.</summary>
    public IReadOnlyList<string> Virtual
    {
        get
        {
            List<string> found = [];
            while (Target($"virtfn{found.Count}") is { } next) found.Add(next);
            return found;
        }
    }

    /// <summary>The interface that its driver made; null: none.</summary>
    public string? Interface => Path.Combine(At, "net") is var folder && Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).FirstOrDefault() : null;

    /// <summary>The parts of the card that has this interface.</summary>
    public static IReadOnlyList<string> PartsOf(string root, string card) =>
        new FileInfo(Path.Combine(root, "sys/class/net", card, "device")) is { LinkTarget: { } device } ? new PciFunction(root, Path.GetFileName(device)).Virtual : [];

    string? Target(string link) => new FileInfo(Path.Combine(At, link)).LinkTarget is { } target ? Path.GetFileName(target) : null;

    /// <summary>The kernel's order to a file of this function's.</summary>
    public string OrderOf(string file) => Path.Combine(At, file);

    public string Probe => Path.Combine(root, "sys/bus/pci/drivers_probe");
}
