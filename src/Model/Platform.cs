using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What an emulator offers, as far as a definition's completion and check depend on it. Probed by the driver; a value here.</summary>
public sealed record Platform
{
    /// <summary>libvirt's name: x86_64, i686, aarch64, armv7l…</summary>
    public required string Arch { get; init; }

    /// <summary>Path of the emulator.</summary>
    public required string Emulator { get; init; }
    public ValueList<MachineType> Machines { get; init; }

    /// <summary>KVM can be had, for this architecture, now.</summary>
    public bool Kvm { get; init; }

    /// <summary>KVM encrypts guests' memory (AMD SEV), and the emulator can ask it to.</summary>
    public bool Sev { get; init; }

    /// <summary>The best interrupt controller that KVM has for an Arm guest.</summary>
    public GicVersion KvmGic { get; init; } = GicVersion.V3;

    /// <summary>Names of QEMU's device types; null: not known, and none is refused for its lack.</summary>
    public IReadOnlySet<string>? DeviceTypes { get; init; }

    /// <summary>The emulator has the device type.</summary>
    public bool Has(string deviceType) => DeviceTypes?.Contains(deviceType) ?? true;

    public MachineType? Find(string name) =>
        Machines.FirstOrDefault(machine => machine.Name == name) ?? Machines.FirstOrDefault(machine => machine.Alias == name);

    /// <summary>What a document without a machine gets: libvirt prefers <c>pc</c> and <c>virt</c>.</summary>
    public MachineType? Default => Arch switch
    {
        "x86_64" or "i686" => Find("pc"),
        "aarch64" or "armv7l" => Find("virt"),
        _ => null,
    } ?? Machines.FirstOrDefault(machine => machine.IsDefault);

    public bool IsX86 => Arch is "x86_64" or "i686";
    public bool IsArm => Arch is "aarch64" or "armv7l" or "armv6l";
}

/// <summary>A machine that the emulator can be.</summary>
public sealed record MachineType
{
    public required string Name { get; init; }
    public string? Alias { get; init; }
    public bool IsDefault { get; init; }
    public uint MaxCpus { get; init; }
    public bool HotpluggableCpus { get; init; }

    /// <summary>QEMU's type name, <c>qemu64-x86_64-cpu</c>.</summary>
    public string? DefaultCpuType { get; init; }

    /// <summary>The model's name within it: <c>qemu64</c>.</summary>
    public string? DefaultCpu
    {
        get
        {
            if (DefaultCpuType is not { } type) return null;
            foreach (var end in (ReadOnlySpan<string>)["-x86_64-cpu", "-i386-cpu", "-arm-cpu", "-riscv-cpu"])
                if (type.EndsWith(end, StringComparison.Ordinal)) return type[..^end.Length];
            return type;
        }
    }
}

/// <summary>Which family a machine belongs to; buses, defaults and addresses follow from it.</summary>
public readonly record struct MachineFamily(string Arch, string Machine)
{
    public static MachineFamily Of(DomainDefinition v) => new(v.Os.Arch ?? "", v.Os.Machine ?? "");

    public bool IsX86 => Arch is "x86_64" or "i686";
    public bool IsArm => Arch is "aarch64" or "armv7l" or "armv6l";
    public bool IsQ35 => IsX86 && (Machine is "q35" || Machine.StartsWith("pc-q35", StringComparison.Ordinal));

    /// <summary>i440FX with its PIIX3.</summary>
    public bool IsPc => IsX86 && !IsQ35 && (Machine is "pc" || Machine.StartsWith("pc-", StringComparison.Ordinal) || Machine.StartsWith("rhel", StringComparison.Ordinal));
    public bool IsVirt => IsArm && (Machine is "virt" || Machine.StartsWith("virt-", StringComparison.Ordinal));
    public bool IsIsaPc => IsX86 && Machine is "isapc";
    public bool IsMicrovm => IsX86 && Machine is "microvm";

    public bool HasPciExpressRoot => IsQ35 || IsVirt;
    public bool HasPciRoot => IsPc || IsArm && Machine is "versatilepb" or "realview" || Machine is "realview-pbx-a9" or "realview-eb";
    public bool HasPci => HasPciExpressRoot || HasPciRoot;

    /// <summary>The disk controller that is there whether one asks or not.</summary>
    public bool HasBuiltinIde => IsPc || IsIsaPc;
    public bool HasBuiltinSata => IsQ35;
}
