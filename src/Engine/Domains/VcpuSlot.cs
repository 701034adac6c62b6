using Aerostat.Qemu;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>A place of the machine for vCPUs that come and go together.</summary>
/// <param name="First">The number of its first vCPU.</param>
/// <param name="Count">How many; more than one on boards that are not ours.</param>
/// <param name="Cpu">As QEMU describes it.</param>
readonly record struct VcpuSlot(int First, int Count, HotpluggableCpu Cpu)
{
    static readonly string[] Order = ["node-id", "socket-id", "die-id", "core-id", "thread-id"];

    public bool IsTaken => Cpu.QomPath is not null;

    /// <summary>Plugged by name, not built in: it can be taken away.</summary>
    public bool IsRemovable => Cpu.QomPath?.StartsWith("/machine/peripheral/", StringComparison.Ordinal) is true;

    public string Alias => $"vcpu{First}";

    /// <summary>QEMU lists them in no promised order: the numbers follow their places.</summary>
    public static IReadOnlyList<VcpuSlot> Of(IEnumerable<HotpluggableCpu> cpus)
    {
        List<VcpuSlot> slots = [];
        var next = 0;
        foreach (var cpu in cpus.OrderBy(cpu => cpu, Comparer<HotpluggableCpu>.Create(ByPlace)))
        {
            slots.Add(new(next, cpu.VcpusCount, cpu));
            next += cpu.VcpusCount;
        }
        return slots;
    }

    static int ByPlace(HotpluggableCpu one, HotpluggableCpu other) =>
        Order.Select(name => one.Props.GetValueOrDefault(name).CompareTo(other.Props.GetValueOrDefault(name))).FirstOrDefault(difference => difference != 0);

    public Part Part
    {
        get
        {
            var part = Qemu.Part.Device(Cpu.Type, Alias);
            foreach (var (name, value) in Cpu.Props) part = part.With(name, value);
            return part;
        }
    }

    /// <summary>The places to fill or to empty, so that so many are there in the end.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>: it cannot be exactly so many.</exception>
    public static IReadOnlyList<VcpuSlot> Toward(IReadOnlyList<VcpuSlot> slots, int count)
    {
        var missing = count - slots.Where(slot => slot.IsTaken).Sum(slot => slot.Count);
        List<VcpuSlot> chosen = [];
        foreach (var slot in missing > 0 ? slots.Where(slot => !slot.IsTaken) : slots.Reverse().Where(slot => slot.IsRemovable))
        {
            if (missing == 0 || slot.Count > Math.Abs(missing)) break;
            chosen.Add(slot);
            missing -= Math.Sign(missing) * slot.Count;
        }
        return missing == 0 ? chosen
            : throw Errors.ConfigUnsupported("failed to find appropriate hotpluggable vcpus to reach the desired target vcpu count");
    }
}
