using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>Who makes the processors that one model is to stand for.</summary>
/// <param name="Common">Null: nobody, or several; then only models of nobody's will do.</param>
/// <param name="Told">Each of them named it.</param>
/// <remarks>Source: libvirt's <c>virConnectBaselineCPU</c>, as it answers.</remarks>
public sealed record CpuMakers(string? Common, bool Told)
{
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationFailed"/>: they differ, or one is of nobody that is known.</exception>
    public static CpuMakers Of(IReadOnlyList<CpuDefinition> cpus)
    {
        string? vendor = null;
        foreach (var (at, cpu) in cpus.Index())
        {
            var maker = CpuVendors.Of(cpu.Model!, "x86_64") is var own && own == CpuVendors.Nobodys ? null : own;
            if (cpu.Vendor is { } named && !CpuVendors.Known.Contains(named)) throw Failed($"Unknown CPU vendor {named}");
            // The first one's model says nothing of its maker: two makers' models meet in what is nobody's.
            if (at > 0 && maker is not null && cpu.Vendor is not null && cpu.Vendor != maker) throw Failed($"CPU vendor {maker} of model {cpu.Model} differs from vendor {cpu.Vendor}");
            var next = cpu.Vendor ?? (at > 0 ? maker : null);
            if (vendor is not null && next is not null && vendor != next) throw Failed("CPU vendors do not match");
            vendor ??= next;
        }
        var all = cpus.Select(cpu => cpu.Vendor ?? CpuVendors.Of(cpu.Model!, "x86_64")).Distinct().ToArray();
        return new(all is [var one] && one != CpuVendors.Nobodys ? one : null, cpus.All(cpu => cpu.Vendor is not null));
    }

    /// <summary>Whether a model can stand for them.</summary>
    public bool Allows(string model) => CpuVendors.Of(model, "x86_64") is var maker && (maker == CpuVendors.Nobodys || maker == Common);

    static VirtException Failed(string message) => new(ErrorCode.OperationFailed, $"operation failed: {message}", ErrorDomain.Cpu);
}
