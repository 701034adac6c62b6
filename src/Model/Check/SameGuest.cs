using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Whether memory of one definition can go on under another: all that the guest sees must be the same.</summary>
/// <remarks>Source: libvirtd's answers to <c>save-image-define</c> with one thing changed each.</remarks>
public static class SameGuest
{
    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>: the first difference.</exception>
    public static void Check(DomainDefinition source, DomainDefinition target)
    {
        Same("uuid", source.Uuid, target.Uuid);
        Same("name", source.Name, target.Name, quoted: true);
        Same("virt type", source.Type, target.Type);
        Same("max memory", source.Memory.InKib, target.Memory.InKib);
        Same("vCPU max", source.Vcpu.Maximum, target.Vcpu.Maximum);
        Same("vCPU count", source.Vcpu.Current ?? source.Vcpu.Maximum, target.Vcpu.Current ?? target.Vcpu.Maximum);
        Same("architecture", source.Os.Arch, target.Os.Arch);
        Same("OS type", source.Os.Machine, target.Os.Machine);
        if (source.Features != target.Features) throw Differs("Target domain's features do not match the source's");
        if (source.Cpu != target.Cpu) throw Differs("Target CPU does not match source");
        if (source.SysInfos != target.SysInfos) throw Differs("Target sysinfo does not match source");
        foreach (var (kind, before, after) in Kinds(source.Devices, target.Devices)) Devices(kind, before, after);
        Balloons(source.Devices.Memballoon, target.Devices.Memballoon);

        static void Same<T>(string what, T source, T target, bool quoted = false)
        {
            if (!EqualityComparer<T>.Default.Equals(source, target))
                throw Differs(quoted ? $"Target domain {what} '{target}' does not match source '{source}'" : $"Target domain {what} {target} does not match source {source}");
        }
    }

    static void Balloons(Memballoon? source, Memballoon? target)
    {
        if (source?.Model != target?.Model) throw Differs($"Target balloon model {Word(target)} does not match source {Word(source)}");

        static string Word(Memballoon? balloon) => balloon?.Model.ToString().ToLowerInvariant() ?? "none";
    }

    static void Devices(string kind, IReadOnlyList<Device> source, IReadOnlyList<Device> target)
    {
        if (source.Count != target.Count) throw Differs($"Target domain {Word(kind)} count {target.Count} does not match source {source.Count}");
        for (var i = 0; i < source.Count; i++)
        {
            if (source[i].Address != target[i].Address)
                throw Differs($"Target device address {target[i].Address?.ToString() ?? "none"} does not match source {source[i].Address?.ToString() ?? "none"}");
            if (Seen(source[i]) != Seen(target[i])) throw Differs($"Target {kind} device {i} does not match source: the guest would see another one");
        }
    }

    /// <summary>libvirt's word for an element, where it is another.</summary>
    static string Word(string element) => element switch
    {
        "interface" => "net card",
        "sound" or "video" => $"{element} card",
        "serial" or "parallel" => $"{element} port",
        "input" or "memory" => $"{element} device",
        "hostdev" => "host device",
        "redirdev" => "redirected devices",
        "rng" => "RNG device",
        _ => element,
    };

    /// <summary>A device without what only the host knows of it.</summary>
    static Device Seen(Device device) => device with { Alias = null, BootOrder = null } switch
    {
        Disk disk => new Disk
        {
            Kind = disk.Kind,
            Model = disk.Model,
            Target = disk.Target,
            Bus = disk.Bus,
            Geometry = disk.Geometry,
            BlockIo = disk.BlockIo,
            ReadOnly = disk.ReadOnly,
            Serial = disk.Serial,
            Wwn = disk.Wwn,
            Vendor = disk.Vendor,
            Product = disk.Product,
            RotationRate = disk.RotationRate,
        },
        Interface card => new Interface { Mac = card.Mac, Model = card.Model, Mtu = card.Mtu, AcpiIndex = card.AcpiIndex },
        CharDevice character => character with { Backend = new() },
        Rng rng => rng with { Backend = new() },
        var other => other,
    };

    static IEnumerable<(string Kind, IReadOnlyList<Device> Source, IReadOnlyList<Device> Target)> Kinds(Devices source, Devices target)
    {
        // The graphics are the host's way to see the guest, not the guest's to be seen.
        var before = source.All.Where(device => device is not (Graphics or Memballoon)).ToLookup(device => device.Element);
        var after = target.All.Where(device => device is not (Graphics or Memballoon)).ToLookup(device => device.Element);
        foreach (var kind in before.Select(group => group.Key).Union(after.Select(group => group.Key)))
            yield return (kind, [.. before[kind]], [.. after[kind]]);
    }

    static VirtException Differs(string what) => new(ErrorCode.ConfigUnsupported, $"unsupported configuration: {what}", ErrorDomain.Domain)
    {
        Hint = "Change only what the guest cannot see: where images lie, what cards are plugged into, names of files.",
    };
}
