using System.Text.Json;
using Aerostat.Linux;
using Aerostat.Qmp;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>Asks an emulator what it can do.</summary>
static class Prober
{
    /// <exception cref="VirtException">It is broken; the message says how.</exception>
    public static async Task<EmulatorCapabilities> ProbeAsync(string emulator, string fingerprint, StartProgram start, CancellationToken cancel)
    {
        await using var process = await ProbedProcess.StartAsync(emulator, "kvm:tcg", start, cancel);
        var qmp = process.Qmp;
        var version = await qmp.ExecuteAsync(new QueryVersion(), cancel);
        var arch = LibvirtArch((await qmp.ExecuteAsync(new QueryTarget(), cancel)).Arch);
        var kvm = await qmp.ExecuteAsync(new QueryKvm(), cancel) is { Enabled: true };
        var cpus = await CpusAsync(qmp, cancel);
        SchemaWords schema = new((await qmp.ExecuteAsync(new QuerySchema(), cancel)).Value);
        var capabilities = new EmulatorCapabilities
        {
            Emulator = emulator,
            Fingerprint = fingerprint,
            Program = process.Program is { } program && program != Path.GetFullPath(emulator) ? program : null,
            Arch = arch,
            Version = version.Qemu.Major * 1_000_000 + version.Qemu.Minor * 1000 + version.Qemu.Micro,
            Package = version.Package,
            Kvm = kvm,
            KvmProblem = kvm ? null : await process.SaidAsync(),
            Machines = await MachinesAsync(qmp, cancel),
            KvmCpus = kvm ? cpus : [],
            TcgCpus = kvm ? [] : cpus,
            HostFeatures = kvm ? await FeaturesAsync(qmp, "host", cancel) ?? [] : [],
            MaxFeatures = kvm ? [] : await FeaturesAsync(qmp, "max", cancel) ?? [],
            Types = [.. (await qmp.ExecuteAsync(new QomListTypes(), cancel)).Select(type => type.Name).Order(StringComparer.Ordinal)],
            Commands = [.. (await qmp.ExecuteAsync(new QueryCommands(), cancel)).Select(command => command.Name).Order(StringComparer.Ordinal)],
            Options = [.. (await qmp.ExecuteAsync(new QueryCommandLineOptions(), cancel)).Select(option => option.Option).Order(StringComparer.Ordinal)],
            KvmGics = kvm && arch is "aarch64" or "armv7l" ? await GicsAsync(qmp, cancel) : [],
            Chardevs = schema.Of("chardev-add", "backend", "type"),
            Displays = schema.Returned("query-display-options", "type"),
            Netdevs = schema.Of("netdev_add", "type"),
            BlockDrivers = schema.Of("blockdev-add", "driver"),
            TpmModels = schema.ReturnedList("query-tpm-models"),
            TpmTypes = schema.ReturnedList("query-tpm-types"),
        };
        if (!kvm) return capabilities with { Processor = await ProcessorAsync(qmp, capabilities, cancel) };

        // What TCG can do is not told by a process that runs under KVM.
        await using var emulating = await ProbedProcess.StartAsync(emulator, "tcg", start, cancel);
        return capabilities with
        {
            TcgCpus = await CpusAsync(emulating.Qmp, cancel),
            Processor = await ProcessorAsync(emulating.Qmp, capabilities, cancel),
            MaxFeatures = await FeaturesAsync(emulating.Qmp, "max", cancel) ?? [],
            HostModel = await HostModels.ChooseAsync(qmp, capabilities, cancel),
        };
    }

    /// <summary>QEMU's names for what libvirt, and the kernel, call otherwise.</summary>
    static string LibvirtArch(string target) => target switch { "i386" => "i686", "arm" => "armv7l", _ => target };

    static async Task<EmulatedMachine[]> MachinesAsync(IQmpClient qmp, CancellationToken cancel) =>
    [
        .. (await qmp.ExecuteAsync(new QueryMachines(), cancel))
            .Where(machine => machine.Name != "none")
            .Select(machine => new EmulatedMachine(
                machine.Name, machine.Alias, machine.IsDefault, (uint)machine.CpuMax, machine.HotpluggableCpus, machine.Deprecated, machine.DefaultCpuType, machine.DefaultRamId)),
    ];

    static async Task<EmulatedCpu[]> CpusAsync(IQmpClient qmp, CancellationToken cancel) =>
    [
        .. (await qmp.ExecuteAsync(new QueryCpuDefinitions(), cancel))
            .Select(cpu => new EmulatedCpu(cpu.Name, cpu.Typename, cpu.Deprecated, cpu.UnavailableFeatures))
            .OrderByDescending(cpu => cpu.Name, StringComparer.Ordinal),
    ];

    static async Task<HostProcessor?> ProcessorAsync(IQmpClient emulating, EmulatorCapabilities capabilities, CancellationToken cancel)
    {
        if (capabilities.Arch is not "x86_64" || Host.Architecture is not "x86_64") return null;
        var cpus = capabilities.Kvm ? capabilities.KvmCpus : capabilities.TcgCpus;
        var models = await CpuModels.AskAsync(emulating, cpus.Where(cpu => !cpu.Deprecated && HostModels.IsModel(cpu.Name)).Select(cpu => cpu.Name), cancel);
        return HostProcessor.Of(ProcessorInfo.Read(), models);
    }

    static async Task<int[]> GicsAsync(IQmpClient qmp, CancellationToken cancel) =>
        [.. (await qmp.ExecuteAsync(new QueryGicCapabilities(), cancel)).Where(gic => gic.Kernel).Select(gic => gic.Version)];

    /// <returns>Null: this QEMU cannot tell.</returns>
    internal static async Task<string[]?> FeaturesAsync(IQmpClient qmp, string model, CancellationToken cancel) =>
        await SwitchesAsync(qmp, model, cancel) is { } switches ? [.. switches.Where(feature => feature.On).Select(feature => feature.Name).Order(StringComparer.Ordinal)] : null;

    /// <summary>All features that a model could have, and whether it has them.</summary>
    /// <returns>Null: this QEMU cannot tell.</returns>
    internal static async Task<IReadOnlyList<(string Name, bool On)>?> SwitchesAsync(IQmpClient qmp, string model, CancellationToken cancel)
    {
        try
        {
            var expansion = await qmp.ExecuteAsync(new QueryCpuModelExpansion("full", new CpuModel(model)), cancel);
            return [.. (expansion.Model.Props ?? []).Where(pair => pair.Value.ValueKind is JsonValueKind.True or JsonValueKind.False && HostModels.IsFeature(pair.Key))
                .Select(pair => (pair.Key, pair.Value.ValueKind is JsonValueKind.True))];
        }
        catch (QmpException)
        {
            return null;
        }
    }
}
