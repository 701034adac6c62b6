using Aerostat.Engine.HostDevices.Giving;
using Aerostat.Linux;
using Aerostat.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aerostat.Engine.Tests.HostDevices;

/// <summary>
/// A host with an IOMMU and a network card <c>eth2</c> of three virtual functions (0000:03:10.0, .2, .4), and a sound card that shares its group with a bridge's
/// other function. Its kernel does what is written to its files.
/// </summary>
sealed class MadeUpHost : IDisposable
{
    public const string Card = "0000:03:00.0", First = "0000:03:10.0", Second = "0000:03:10.2", Third = "0000:03:10.4", Sound = "0000:00:1b.0", BesideSound = "0000:00:1b.1";

    readonly string root = Directory.CreateTempSubdirectory("aerostat-host-").FullName;
    readonly Dictionary<string, string> overrides = [];
    readonly Dictionary<string, string> drivers = new() { [Card] = "ixgbe", [First] = "ixgbevf", [Second] = "ixgbevf", [Third] = "ixgbevf", [Sound] = "snd_hda_intel", [BesideSound] = "snd_hda_intel" };

    /// <summary>What the card keeps for each of its functions.</summary>
    public FunctionSettings[] Settings { get; } = new FunctionSettings[3];

    /// <summary>What each function has that its own driver drives.</summary>
    public Dictionary<string, MacAddress> Macs { get; } = new() { ["eth2v0"] = new(0x0200_0000_0010), ["eth2v1"] = new(0x0200_0000_0011), ["eth2v2"] = new(0x0200_0000_0012) };

    public bool IsUp { get; set; } = true;

    /// <summary>The next order that the kernel refuses: the end of its file's name.</summary>
    public string? Refused { get; set; }

    public MadeUpHost()
    {
        foreach (var (index, name) in new[] { Card, First, Second, Third, Sound, BesideSound }.Index())
        {
            Directory.CreateDirectory(At(name));
            File.WriteAllBytes(Path.Combine(At(name), "config"), new byte[64]);
            var group = name == BesideSound ? 4 : index;
            Link(Path.Combine(At(name), "iommu_group"), $"sys/kernel/iommu_groups/{group}");
            Link(In($"sys/kernel/iommu_groups/{group}/devices/{name}"), $"sys/bus/pci/devices/{name}");
        }
        foreach (var (number, name) in new[] { First, Second, Third }.Index())
        {
            Link(Path.Combine(At(Card), $"virtfn{number}"), $"sys/bus/pci/devices/{name}");
            Link(Path.Combine(At(name), "physfn"), $"sys/bus/pci/devices/{Card}");
        }
        Directory.CreateDirectory(Path.Combine(At(Card), "net/eth2"));
        Link(In("sys/class/net/eth2/device"), $"sys/bus/pci/devices/{Card}");
        Directory.CreateDirectory(In("dev/vfio"));
        File.WriteAllText(In("dev/vfio/vfio"), "");
        Directory.CreateDirectory(In("sys/bus/pci/drivers/vfio-pci"));
        foreach (var name in drivers.Keys) Bind(name, drivers[name]);
        Directory.CreateDirectory(In("run"));
    }

    public string Run => In("run/hostdevs");

    /// <summary>A daemon that has just been started.</summary>
    public GivenFunctions Daemon()
    {
        GivenFunctions given = new(Run, NullLogger.Instance, root, new()
        {
            Write = Write,
            IsUp = _ => IsUp,
            Mac = name => Macs.TryGetValue(name, out var mac) ? mac : null,
            Settings = (_, number) => Settings[number],
            SetMac = (_, number, mac) => Settings[number] = mac == default && Refuses("zero") ? throw new LinuxException("IFLA_VF_MAC", Errno.EINVAL) : Settings[number] with { Mac = mac },
            SetVlan = (_, number, vlan) => Settings[number] = Refuses("vlan") ? throw new LinuxException("IFLA_VF_VLAN", Errno.EPERM) : Settings[number] with { Vlan = vlan },
        });
        given.Load();
        return given;
    }

    public string? DriverOf(string function) => new FileInfo(Path.Combine(At(function), "driver")).LinkTarget is { } target ? Path.GetFileName(target) : null;

    public bool HasNode(string function) => File.Exists(In($"dev/vfio/{GroupOf(function)}"));

    bool Refuses(string what)
    {
        if (Refused is not { } end || !what.EndsWith(end, StringComparison.Ordinal)) return false;
        Refused = null;
        return true;
    }

    void Write(string path, string text)
    {
        if (Refuses(path)) throw new LinuxException(path, Errno.EINVAL);
        var function = path.EndsWith("driver_override", StringComparison.Ordinal) ? Path.GetFileName(Path.GetDirectoryName(path)!) : text;
        switch (Path.GetFileName(path))
        {
            case "driver_override" when text == "\n": overrides.Remove(function); break;
            case "driver_override": overrides[function] = text; break;
            case "unbind": Unbind(function); break;
            case "drivers_probe" when DriverOf(function) is null: Bind(function, overrides.GetValueOrDefault(function, drivers[function])); break;
        }
    }

    void Bind(string function, string driver)
    {
        Link(Path.Combine(At(function), "driver"), $"sys/bus/pci/drivers/{driver}");
        if (driver == "vfio-pci") File.WriteAllText(In($"dev/vfio/{GroupOf(function)}"), "");
        if (driver != "ixgbevf") return;
        var number = Array.IndexOf([First, Second, Third], function);
        Directory.CreateDirectory(Path.Combine(At(function), $"net/eth2v{number}"));
        if (Settings[number].Mac != default) Macs[$"eth2v{number}"] = Settings[number].Mac;
    }

    void Unbind(string function)
    {
        File.Delete(Path.Combine(At(function), "driver"));
        File.Delete(In($"dev/vfio/{GroupOf(function)}"));
        if (Directory.Exists(Path.Combine(At(function), "net"))) Directory.Delete(Path.Combine(At(function), "net"), recursive: true);
    }

    string GroupOf(string function) => Path.GetFileName(new FileInfo(Path.Combine(At(function), "iommu_group")).LinkTarget!);

    string In(string path) => Path.Combine(root, path);

    string At(string function) => In($"sys/bus/pci/devices/{function}");

    void Link(string link, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        Directory.CreateDirectory(In(target));
        File.CreateSymbolicLink(link, In(target));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
