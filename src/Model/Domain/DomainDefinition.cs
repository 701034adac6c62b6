using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A guest as its administrator describes it: libvirt's domain format as a value.</summary>
/// <remarks>Source: libvirt, <c>formatdomain</c>. A null is what the document did not say.</remarks>
public sealed record DomainDefinition : IMapped<DomainDefinition>
{
    public DomainType Type { get; init; }

    /// <summary>The running guest's number.</summary>
    public int? Id { get; init; }
    public string Name { get; init; } = "";
    public Guid Uuid { get; init; }

    /// <summary>Changes whenever the guest goes back in time; empty: to be made at start.</summary>
    public GenId? GenId { get; init; }
    public string? Title { get; init; }
    public string? Description { get; init; }
    public ForeignElement? Metadata { get; init; }
    public MaxMemory? MaxMemory { get; init; }

    /// <summary>What the guest boots with, memory devices included.</summary>
    public Bytes Memory { get; init; }

    /// <summary>Whether the guest's memory is in a dump of QEMU's.</summary>
    public bool? DumpCore { get; init; }

    /// <summary>What the balloon leaves it; null: all.</summary>
    public Bytes? CurrentMemory { get; init; }
    public BlkioTune? BlkioTune { get; init; }
    public MemTune? MemTune { get; init; }
    public MemoryBacking? MemoryBacking { get; init; }
    public VcpuCount Vcpu { get; init; } = new();
    public ValueList<Vcpu> Vcpus { get; init; }
    public uint? IoThreads { get; init; }
    public ValueList<IoThread> IoThreadIds { get; init; }
    public DefaultIoThread? DefaultIoThread { get; init; }
    public CpuTune? CpuTune { get; init; }
    public NumaTune? NumaTune { get; init; }
    public Resource? Resource { get; init; }
    public ValueList<SysInfo> SysInfos { get; init; }
    public string? Bootloader { get; init; }
    public string? BootloaderArguments { get; init; }
    public OsDefinition Os { get; init; } = new();
    public IdMap? IdMap { get; init; }
    public Features? Features { get; init; }
    public CpuDefinition? Cpu { get; init; }
    public Clock? Clock { get; init; }
    public LifecycleAction? OnPoweroff { get; init; }
    public LifecycleAction? OnReboot { get; init; }
    public LifecycleAction? OnCrash { get; init; }
    public LockFailureAction? OnLockFailure { get; init; }
    public PowerManagement? Pm { get; init; }
    public ValueList<PerfEvent> Perf { get; init; }
    public Devices Devices { get; init; } = new();
    public ValueList<Seclabel> Seclabels { get; init; }
    public ValueList<KeyWrapCipher> KeyWrap { get; init; }
    public LaunchSecurity? LaunchSecurity { get; init; }
    public QemuCommandLine? QemuCommandLine { get; init; }
    public QemuCapabilities? QemuCapabilities { get; init; }
    public QemuOverrides? QemuOverrides { get; init; }
    public QemuDeprecation? QemuDeprecation { get; init; }

    public static DomainDefinition Map(XmlMap x, DomainDefinition v)
    {
        var type = x.Enum<DomainType>("type", v.Type, unknown: word => $"invalid domain type {word}") ?? throw (x.Has("name")
            ? x.Error(ErrorCode.InternalError, ErrorDomain.Domain, "missing domain type attribute")
            : x.Error(ErrorCode.NoName, ErrorDomain.Domain, "missing domain name information"));
        return v with
        {
            Type = type,
            Id = x.Live.Int("id", v.Id),
            Name = x.Leaf("name", v.Name) ?? "",
            Uuid = x.At("uuid").Uuid(".", v.Uuid) ?? default,
            GenId = x.Child("genid", v.GenId, keepEmpty: true),
            Title = x.Leaf("title", v.Title),
            Description = x.Leaf("description", v.Description),
            Metadata = x.Foreign("metadata", v.Metadata)?.OnePerNamespace(),
            MaxMemory = x.Child("maxMemory", v.MaxMemory),
            DumpCore = x.At("memory").OnOff("dumpCore", v.DumpCore),
            Memory = x.At("memory").Memory(v.Memory) ?? default,
            CurrentMemory = x.At("currentMemory").Memory(v.CurrentMemory ?? (x.Reading ? null : v.Memory)),
            BlkioTune = x.Child("blkiotune", v.BlkioTune),
            MemTune = x.Child("memtune", v.MemTune),
            MemoryBacking = x.Child("memoryBacking", v.MemoryBacking),
            Vcpu = x.Child("vcpu", v.Vcpu) ?? new(),
            Vcpus = x.At("vcpus").Children("vcpu", v.Vcpus),
            IoThreads = x.At("iothreads").UInt(".", v.IoThreads is 0 ? null : v.IoThreads),
            IoThreadIds = x.At("iothreadids").Children("iothread", v.IoThreadIds),
            DefaultIoThread = x.Child("defaultiothread", v.DefaultIoThread),
            CpuTune = x.Child("cputune", v.CpuTune),
            NumaTune = x.Child("numatune", v.NumaTune),
            Resource = x.Child("resource", v.Resource),
            SysInfos = x.Children("sysinfo", v.SysInfos),
            Bootloader = x.Leaf("bootloader", v.Bootloader),
            BootloaderArguments = x.Leaf("bootloader_args", v.BootloaderArguments),
            Os = x.Child("os", v.Os) ?? new(),
            IdMap = x.Child("idmap", v.IdMap),
            Features = x.Child("features", v.Features),
            Cpu = x.Child("cpu", v.Cpu),
            Clock = x.Child("clock", v.Clock),
            OnPoweroff = x.At("on_poweroff").Enum(".", v.OnPoweroff, unknown: Unknown),
            OnReboot = x.At("on_reboot").Enum(".", v.OnReboot, unknown: Unknown),
            OnCrash = x.At("on_crash").Enum(".", v.OnCrash, unknown: Unknown),
            OnLockFailure = x.At("on_lockfailure").Enum(".", v.OnLockFailure, unknown: Unknown),
            Pm = x.Child("pm", v.Pm),
            Perf = x.At("perf").Children("event", v.Perf),
            Devices = x.Child("devices", v.Devices) ?? new(),
            Seclabels = x.Children("seclabel", v.Seclabels),
            KeyWrap = x.At("keywrap").Children("cipher", v.KeyWrap),
            LaunchSecurity = x.Child("launchSecurity", v.LaunchSecurity),
            QemuCommandLine = x.Child("qemu:commandline", v.QemuCommandLine),
            QemuCapabilities = x.Child("qemu:capabilities", v.QemuCapabilities),
            QemuOverrides = x.Child("qemu:override", v.QemuOverrides),
            QemuDeprecation = x.Child("qemu:deprecation", v.QemuDeprecation),
        };

        static string Unknown(string word) => $"unknown lifecycle action '{word}'";
    }
}

public enum DomainType { Qemu, Kqemu, Kvm, Xen, Lxc, Uml, Openvz, Test, Vmware, Hyperv, Vbox, Phyp, Parallels, Bhyve, Vz, Hvf }
public enum LifecycleAction { Destroy, Restart, RenameRestart, Preserve, CoredumpDestroy, CoredumpRestart }
public enum LockFailureAction { Default, Poweroff, Restart, Pause, Ignore }

public sealed record GenId : IMapped<GenId>
{
    /// <summary>Null: to be made.</summary>
    public Guid? Uuid { get; init; }

    public static GenId Map(XmlMap x, GenId v) =>
        x.Reading && string.IsNullOrEmpty(x.Text(".", null)) ? v : v with { Uuid = x.Uuid(".", v.Uuid) };
}

/// <summary>Users of a container as users of the host.</summary>
public sealed record IdMap : IMapped<IdMap>
{
    public ValueList<IdRange> Users { get; init; }
    public ValueList<IdRange> Groups { get; init; }

    public static IdMap Map(XmlMap x, IdMap v) => v with { Users = x.Children("uid", v.Users), Groups = x.Children("gid", v.Groups) };
}

public sealed record IdRange : IMapped<IdRange>
{
    public uint Start { get; init; }
    public uint Target { get; init; }
    public uint Count { get; init; }

    public static IdRange Map(XmlMap x, IdRange v) => v with
    {
        Start = x.UInt("start", v.Start) ?? 0,
        Target = x.UInt("target", v.Target) ?? 0,
        Count = x.UInt("count", v.Count) ?? 0,
    };
}

public sealed record MaxMemory : IMapped<MaxMemory>
{
    public uint? Slots { get; init; }
    public Bytes Size { get; init; }

    public static MaxMemory Map(XmlMap x, MaxMemory v) => v with { Slots = x.UInt("slots", v.Slots), Size = x.Memory(v.Size) ?? default };
}

public sealed record PowerManagement : IMapped<PowerManagement>
{
    public bool? SuspendToMem { get; init; }
    public bool? SuspendToDisk { get; init; }

    public static PowerManagement Map(XmlMap x, PowerManagement v) => v with
    {
        SuspendToMem = x.At("suspend-to-mem").YesNo("enabled", v.SuspendToMem),
        SuspendToDisk = x.At("suspend-to-disk").YesNo("enabled", v.SuspendToDisk),
    };
}

public sealed record PerfEvent : IMapped<PerfEvent>
{
    public string Name { get; init; } = "";
    public bool? Enabled { get; init; }

    public static PerfEvent Map(XmlMap x, PerfEvent v) => v with
    {
        Name = x.Text("name", v.Name, required: true)!,
        Enabled = x.YesNo("enabled", v.Enabled, required: true),
    };
}

public sealed record KeyWrapCipher : IMapped<KeyWrapCipher>
{
    public string Name { get; init; } = "";
    public bool? State { get; init; }

    public static KeyWrapCipher Map(XmlMap x, KeyWrapCipher v) => v with
    {
        Name = x.Text("name", v.Name, required: true)!,
        State = x.OnOff("state", v.State, required: true),
    };
}
