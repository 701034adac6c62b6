using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu;

namespace Aerostat.Engine.Host;

/// <summary>Processors held against the host's own: features by its kernel's word, models by its emulator's.</summary>
/// <remarks>Source: libvirt <c>virConnectCompareCPU</c>, <c>virConnectBaselineCPU</c>. x86 alone: the others' features have no names that all know.</remarks>
public sealed class HostCpus
{
    readonly Emulators emulators;

    internal HostCpus(Emulators emulators) => this.emulators = emulators;

    /// <param name="strict">An incompatible one is an error that says why.</param>
    public async Task<CpuComparison> CompareAsync(string xml, bool strict, bool validate, CancellationToken cancel)
    {
        var wanted = CpuXml.Read(xml, new() { Validate = validate });
        var models = await ModelsAsync(all => wanted.Cpu.Model is { } model ? [model] : [all[0].Name], cancel);
        var info = ProcessorInfo.Read();
        return Told(CpuVerdict.Of(wanted, models, new(CpuVendors.Of(info), CpuFeatures.OfKernel(info, models.Known))), strict);
    }

    /// <param name="expand">All features are told, the model's own too.</param>
    /// <param name="migratable">None that another host would not let in.</param>
    public async Task<string> BaselineAsync(IReadOnlyList<string> xmls, bool expand, bool migratable, CancellationToken cancel)
    {
        if (xmls.Count == 0) throw Errors.Argument("No CPUs given", ErrorDomain.Cpu);
        var documents = xmls.Select(CpuXml.ReadHost).ToArray();
        CpuMeeting meeting = new(documents);
        if (documents[0].Arch is not ("x86_64" or "i686") and { } arch) throw NoSupport($"cannot compute baseline CPU of {arch} architecture");
        return meeting.Xml(await ModelsAsync(meeting.Models, cancel), most: null, expand, migratable, fallback: true);
    }

    /// <summary>A verdict, or, where it is to be one, an error.</summary>
    internal static CpuComparison Told(CpuVerdict verdict, bool strict) => !strict || verdict.Why is not { } why ? verdict.Comparison
        : throw new VirtException(ErrorCode.CpuIncompatible, $"the CPU is incompatible with host CPU: {why}", ErrorDomain.Cpu);

    async Task<CpuModels> ModelsAsync(Func<IReadOnlyList<EmulatedCpu>, IEnumerable<string>> which, CancellationToken cancel)
    {
        if (Linux.Host.Architecture is not "x86_64") throw NoSupport($"cannot compare CPUs of {Linux.Host.Architecture} architecture");
        var capabilities = await emulators.FindAsync(null, null, cancel);
        return await emulators.ModelsAsync(capabilities, kvm: false, which(capabilities.TcgCpus), cancel);
    }

    static VirtException NoSupport(string what) => new(ErrorCode.NoSupport, $"this function is not supported by the connection driver: {what}", ErrorDomain.Cpu);
}
