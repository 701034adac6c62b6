using Aerostat.Linux;

namespace Aerostat.Engine.HostDevices;

/// <summary>The host's devices, as sysfs shows them now: its PCI functions, network interfaces, and drives. Nothing is kept.</summary>
/// <param name="root">Where <c>sys</c> and <c>usr</c> lie.</param>
/// <remarks>Source: libvirt node device format; sysfs rules. Names are libvirt's.</remarks>
public sealed class NodeDevices(string root = "/")
{
    const string Computer = "computer";

    string Sys => Path.Combine(root, "sys");

    public IReadOnlyList<NodeDevice> All => [new(Computer, DeviceKinds.System, null, null), .. Of("bus/pci/devices", Pci), .. Of("class/net", Net), .. Of("class/block", Drive)];

    public IEnumerable<NodeDevice> List(DeviceKinds kinds) => kinds == DeviceKinds.None ? All : All.Where(device => (device.Kind & kinds) != 0);

    /// <exception cref="VirtException"><see cref="ErrorCode.NoNodeDevice"/>.</exception>
    public NodeDevice this[string name] => All.FirstOrDefault(device => device.Name == name)
        ?? throw new VirtException(ErrorCode.NoNodeDevice, $"Node device not found: no node device with matching name '{name}'", ErrorDomain.Nodedev);

    /// <summary>The device's document.</summary>
    public string Xml(string name) => NodeDeviceXml.Of(this[name], root);

    IEnumerable<NodeDevice> Of(string folder, Func<string, NodeDevice?> read)
    {
        var path = Path.Combine(Sys, folder);
        return Directory.Exists(path) ? Directory.EnumerateFileSystemEntries(path).Select(RealPath).OfType<string>().Order(StringComparer.Ordinal).Select(read).OfType<NodeDevice>() : [];
    }

    NodeDevice Pci(string path) => new(NodeDevice.OfPci(Path.GetFileName(path)), DeviceKinds.Pci, path, ParentOf(path));

    NodeDevice? Net(string path)
    {
        if (ProcFile.TryReadLine(Path.Combine(path, "address")) is not { Length: > 0 } mac) return null;
        return new($"net_{NodeDevice.Kept(Path.GetFileName(path))}_{NodeDevice.Kept(mac)}", DeviceKinds.Net, path, ParentOf(path));
    }

    /// <summary>Whole drives: partitions and what the kernel makes up (loops, memory) have no device behind them.</summary>
    NodeDevice? Drive(string path) => !Directory.Exists(Path.Combine(path, "device")) ? null
        : new($"block_{NodeDevice.Kept(Path.GetFileName(path))}{(UdevRecord.Of(path, root)["ID_SERIAL"] is { } serial ? $"_{NodeDevice.Kept(serial)}" : "")}", DeviceKinds.Storage, path, ParentOf(path));

    /// <summary>The nearest PCI function above; else the host.</summary>
    static string ParentOf(string path)
    {
        for (var at = Path.GetDirectoryName(path); at is not null; at = Path.GetDirectoryName(at))
            if (IsPci(Path.GetFileName(at))) return NodeDevice.OfPci(Path.GetFileName(at));
        return Computer;
    }

    static bool IsPci(string name) => name is [_, _, _, _, ':', _, _, ':', _, _, '.', _];

    static string? RealPath(string link) => new FileInfo(link).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? (Directory.Exists(link) ? link : null);
}
