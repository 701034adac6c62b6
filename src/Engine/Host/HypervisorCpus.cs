using Aerostat.Model;
using Aerostat.Qemu;

namespace Aerostat.Engine.Host;

/// <summary>What processors an emulator can give, as it says itself.</summary>
/// <remarks>Source: QAPI <c>query-cpu-model-expansion</c>; libvirt <c>virConnectCompareHypervisorCPU</c>, <c>virConnectBaselineHypervisorCPU</c>. x86 alone: the others' features have no names that both know.</remarks>
public sealed class HypervisorCpus
{
    readonly Emulators emulators;

    internal HypervisorCpus(Emulators emulators) => this.emulators = emulators;

    /// <param name="machine">Has no say in it, but has to be one; null: any.</param>
    /// <param name="type">kvm, qemu; null: kvm where it can be had.</param>
    /// <param name="strict">An incompatible one is an error that names what is missing.</param>
    public async Task<CpuComparison> CompareAsync(string? emulator, string? arch, string? machine, string? type, string xml, bool strict, bool validate, CancellationToken cancel)
    {
        var (capabilities, kvm) = await FindAsync(emulator, arch, machine, type, cancel);
        var wanted = CpuXml.Read(xml, new() { Validate = validate });
        var models = await emulators.ModelsAsync(capabilities, kvm, wanted.Cpu.Model is { } model ? [model] : [], cancel);
        return HostCpus.Told(CpuVerdict.Of(wanted, models, new(kvm ? CpuVendors.OfHost : CpuVendors.OfTcg, Most(capabilities, kvm))), strict);
    }

    /// <param name="expand">All features are told, the model's own too.</param>
    /// <param name="migratable">None that another host would not let in.</param>
    public async Task<string> BaselineAsync(string? emulator, string? arch, string? machine, string? type, IReadOnlyList<string> xmls, bool expand, bool migratable, CancellationToken cancel)
    {
        if (xmls.Count == 0) throw Errors.Argument("no CPUs given", ErrorDomain.None);
        var (capabilities, kvm) = await FindAsync(emulator, arch, machine, type, cancel);
        CpuMeeting meeting = new(xmls.Select(xml => CpuXml.Read(xml)));
        var models = await emulators.ModelsAsync(capabilities, kvm, meeting.Models(kvm ? capabilities.KvmCpus : capabilities.TcgCpus), cancel);
        return meeting.Xml(models, Most(capabilities, kvm), expand, migratable, fallback: false);
    }

    static SortedSet<string> Most(EmulatorCapabilities capabilities, bool kvm) => CpuFeatures.Of(kvm ? capabilities.HostFeatures : capabilities.MaxFeatures);

    async Task<(EmulatorCapabilities Capabilities, bool Kvm)> FindAsync(string? emulator, string? arch, string? machine, string? type, CancellationToken cancel)
    {
        var capabilities = await emulators.FindAsync(emulator, arch, cancel);
        if (machine is not null && capabilities.Machine(machine) is null) throw Errors.Argument($"the machine '{machine}' is not supported by emulator '{capabilities.Emulator}'");
        if (capabilities.Arch is not ("x86_64" or "i686")) throw Errors.Unsupported($"comparing CPUs with the hypervisor is not supported for arch {capabilities.Arch}");
        return (capabilities, type switch
        {
            null => capabilities.Kvm,
            "qemu" => false,
            "kvm" => capabilities.Kvm ? true : throw Errors.Argument($"the accel 'kvm' is not supported by '{capabilities.Emulator}' on this host"),
            _ => throw Errors.Argument($"unknown virttype: {type}"),
        });
    }
}
