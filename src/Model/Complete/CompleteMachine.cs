using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Everything but the devices.</summary>
static class CompleteMachine
{
    public static DomainDefinition Of(DomainDefinition v, Platform platform, Chance chance)
    {
        var os = Os(v, platform);
        var memory = Memory(v);
        // What lists its vCPUs one by one counts them by that.
        var online = v.Vcpus.IsEmpty ? v.Vcpu.Online : (uint)v.Vcpus.Count(vcpu => vcpu.Enabled);
        v = v with
        {
            Uuid = v.Uuid == default ? chance.Uuid() : v.Uuid,
            GenId = v.GenId is { Uuid: null } ? new() { Uuid = chance.Uuid() } : v.GenId,
            Os = os,
            Memory = memory,
            CurrentMemory = v.CurrentMemory is { Value: > 0 } current && current <= memory ? current : memory,
            Vcpu = v.Vcpu with
            {
                Maximum = v.Vcpu.Max,
                Current = online == v.Vcpu.Max ? null : online,
                Placement = IsFree(v) ? VcpuPlacement.Auto : v.Vcpu.Placement ?? VcpuPlacement.Static,
            },
            Vcpus = Vcpus(v),
            Clock = v.Clock ?? new(),
            OnPoweroff = v.OnPoweroff ?? LifecycleAction.Destroy,
            OnReboot = v.OnReboot ?? LifecycleAction.Restart,
            OnCrash = v.OnCrash ?? LifecycleAction.Destroy,
            Devices = v.Devices with { Emulator = v.Devices.Emulator ?? platform.Emulator },
        };
        v = v with { Features = Gic(v, platform), NumaTune = CompleteTuning.Numa(v), IoThreadIds = CompleteTuning.IoThreads(v) };
        if (v.IoThreads is null && v.IoThreadIds.Count > 0 || v.IoThreads < v.IoThreadIds.Count) v = v with { IoThreads = (uint)v.IoThreadIds.Count };
        if (v.CpuTune is { } tune)
            v = v with { CpuTune = tune with { VcpuPins = tune.VcpuPins.OrderBy(pin => pin.Vcpu).ToValueList(), IoThreadPins = tune.IoThreadPins.OrderBy(pin => pin.IoThread).ToValueList(), VcpuSchedulers = CompleteTuning.Each(tune.VcpuSchedulers), IoThreadSchedulers = CompleteTuning.Each(tune.IoThreadSchedulers) } };
        return v with { Cpu = CompleteCpu.Of(v, platform) };
    }

    /// <summary>Memory goes where an adviser says, and nothing binds the vCPUs: they go with it.</summary>
    static bool IsFree(DomainDefinition v) => v.Vcpu.Cpus is null
        && (v.NumaTune is { Placement: VcpuPlacement.Auto } || v.Vcpu.Placement is null && v.NumaTune is { Mode: not null, Placement: null, Nodes: null })
        && v.CpuTune is null or { VcpuPins.IsEmpty: true, EmulatorPin: null, IoThreadPins.IsEmpty: true };

    static OsDefinition Os(DomainDefinition v, Platform platform)
    {
        var machine = v.Os.Machine is { } named ? platform.Find(named)?.Name ?? named : platform.Default?.Name;
        var perDevice = v.Devices.All.Any(device => device.BootOrder is not null);
        return v.Os with
        {
            BootMenuTimeout = v.Os.BootMenu is true ? v.Os.BootMenuTimeout : null,
            FirmwareFeatures = Features(v.Os.FirmwareFeatures),
            Loader = v.Os.Loader is { Path: not null, Type: null } loader ? loader with { Type = LoaderType.Rom } : v.Os.Loader,
            Type = v.Os.Type is not OsType.Unset ? v.Os.Type : throw new VirtException(ErrorCode.XmlError, "XML error: an os <type> must be specified", ErrorDomain.Domain)
            {
                Hint = "A whole machine is <os><type>hvm</type></os>.",
            },
            Arch = v.Os.Arch ?? platform.Arch,
            Machine = machine,
            Boot = v.Os.Boot.IsEmpty && !perDevice ? [new BootDevice { Kind = BootKind.Hd }] : v.Os.Boot,
        };
    }

    /// <summary>Keys are enrolled for secure boot's sake.</summary>
    static ValueList<FirmwareFeature> Features(ValueList<FirmwareFeature> features) =>
        features.Any(f => f is { Name: FirmwareFeatureName.EnrolledKeys, Enabled: true }) && !features.Any(f => f.Name is FirmwareFeatureName.SecureBoot)
            ? features.Add(new() { Name = FirmwareFeatureName.SecureBoot, Enabled = true }) : features;

    /// <summary>With NUMA cells the memory is their sum, and the plugged memory on top.</summary>
    static Bytes Memory(DomainDefinition v)
    {
        var cells = v.Cpu?.Numa?.Cells ?? [];
        var plugged = v.Devices.Memories.Select(m => m.Target.Size).Aggregate(Bytes.Zero, (a, b) => a + b);
        return cells.IsEmpty ? v.Memory : cells.Select(c => c.Memory).Aggregate(plugged, (a, b) => a + b);
    }

    static Features? Gic(DomainDefinition v, Platform platform)
    {
        if (!MachineFamily.Of(v).IsVirt) return v.Features;
        var version = v.Features?.Gic?.Version
            ?? (v.Type is DomainType.Kvm ? platform.KvmGic : GicVersion.V2);
        return (v.Features ?? new()) with { Gic = new() { Version = version } };
    }

    /// <summary>Where some are listed all are: what is there stays, what is not may come and go.</summary>
    public static ValueList<Vcpu> Vcpus(DomainDefinition v) => v.Vcpus.IsEmpty ? [] :
    [
        .. Enumerable.Range(0, (int)v.Vcpu.Max).Select(number => v.Vcpus.FirstOrDefault(vcpu => vcpu.Id == number) ?? new() { Id = (uint)number })
            .Select(vcpu => vcpu with { Hotpluggable = vcpu.Hotpluggable ?? !vcpu.Enabled }),
    ];
}
