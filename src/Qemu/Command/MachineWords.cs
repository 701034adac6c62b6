using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary><c>-machine</c> and <c>-accel</c>: the board, and what runs its processors.</summary>
static class MachineWords
{
    public static IEnumerable<string> Of(DomainDefinition domain, Machine machine)
    {
        if (domain.Type is not (DomainType.Kvm or DomainType.Qemu))
            throw Machine.Unsupported($"the QEMU driver does not support domains of type '{domain.Type.Word()}'");
        var features = domain.Features;
        var board = new Words(domain.Os.Machine ?? "")
            .Say("usb", false)
            .Say("vmport", features?.VmPort)
            .Say("smm", features?.Smm is { } smm ? smm.State ?? true : null)
            .Say("kernel_irqchip", features?.IoApic switch { IoApicDriver.Qemu => "split", IoApicDriver.Kvm => "on", _ => null })
            .Say("gic-version", machine.IsVirt && (domain.Os.Arch is "aarch64" || features?.Gic?.Version is not GicVersion.V2) ? features?.Gic?.Version?.Word() : null)
            .Say("iommu", domain.Devices.Iommu?.Model is IommuModel.Smmuv3 ? "smmuv3" : null)
            .Say("dump-guest-core", domain.DumpCore ?? false)
            .Say("mem-merge", domain.MemoryBacking?.NoSharePages is true ? false : null)
            .Say("nvdimm", domain.Devices.Memories.Any(memory => memory.Model is MemoryModel.Nvdimm) ? true : null)
            .Say("hmat", HmatWords.IsAsked(domain.Cpu?.Numa) ? true : null)
            .Say("memory-backend", domain.HasNodes ? null : machine.RamId)
            .Say("pflash0", FirmwareParts.HasCode(domain) ? FirmwareParts.Code : null)
            .Say("pflash1", FirmwareParts.HasVariables(domain) ? FirmwareParts.Variables : null)
            .Say("confidential-guest-support", domain.LaunchSecurity is null ? null : "lsec0")
            .Say("pcspk-audiodev", domain.Devices.Sounds.FirstOrDefault(sound => sound.Model is SoundModel.Pcspk) is { } speaker ? $"audio{speaker.AudioId ?? 1}" : null)
            // The firmware speaks on the serial line.
            .Say("graphics", domain.Os.BiosSerial is true ? false : null)
            .Say("acpi", MachineIsAsked(machine) && domain.Features?.Acpi is not true && (machine.IsX86 || machine.IsVirt) ? false : null)
            .Say("hpet", MachineIsAsked(machine) && machine.IsX86 ? domain.Clock?.Timers.FirstOrDefault(timer => timer.Name is TimerName.Hpet)?.Present : null);
        yield return "-machine";
        yield return board.ToString();
        yield return "-accel";
        yield return domain.Type is DomainType.Kvm
            ? new Words("kvm").Say("dirty-ring-size", features?.Kvm is { DirtyRing: true } kvm ? kvm.DirtyRingSize : null).ToString()
            : new Words("tcg").Say("tb-size", features?.Tcg?.TbCache?.InMib).ToString();
        if (features?.Smm?.Tseg is { } tseg)
            foreach (var word in new[] { "-global", $"mch.extended-tseg-mbytes={tseg.InMib}" }) yield return word;
    }

    /// <summary>From QEMU 8.0 on ACPI and the HPET are the board's properties; the options of before are gone since 9.0.</summary>
    public static bool MachineIsAsked(Machine machine) => machine.Capabilities.Version >= 8_000_000;

    extension(DomainDefinition domain)
    {
        /// <summary>Memory is given to each node, and no backend is the machine's own.</summary>
        public bool HasNodes => domain.Cpu?.Numa is { Cells.IsEmpty: false };

        /// <summary>What the guest boots with but for the modules in its slots.</summary>
        public Values.Bytes BootMemory
        {
            get
            {
                var plugged = domain.Devices.Memories
                    .Aggregate(Values.Bytes.Zero, (sum, memory) => sum + memory.Target.Size);
                // QEMU counts whole MiB; what is over is rounded up, as libvirt does.
                return (domain.Memory > plugged ? domain.Memory - plugged : domain.Memory).RoundUp(Values.Bytes.Mib(1));
            }
        }
    }
}
