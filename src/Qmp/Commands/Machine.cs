using System.Text.Json.Serialization;

namespace Aerostat.Qmp;

/// <summary>Leaves capabilities mode; nothing else works before.</summary>
public sealed record Negotiate(string[] Enable) : Command<Empty>("qmp_capabilities");

/// <summary>Halts the processors. Answers when they have.</summary>
public sealed record Stop() : Command<Empty>("stop");

/// <summary>Lets the processors go on.</summary>
public sealed record Cont() : Command<Empty>("cont");

/// <summary>Presses the power button: a wish, which the guest may pass over.</summary>
public sealed record SystemPowerdown() : Command<Empty>("system_powerdown");

/// <summary>Presses the reset button.</summary>
public sealed record SystemReset() : Command<Empty>("system_reset");

public sealed record SystemWakeup() : Command<Empty>("system_wakeup");

/// <summary>What QEMU does by itself when the guest starts anew: reset, or shutdown.</summary>
public sealed record SetAction(string? Reboot) : Command<Empty>("set-action");

/// <summary>Forgets the ticks of its clock that the guest has missed. x86 alone.</summary>
public sealed record ResetRtcReinjection() : Command<Empty>("rtc-reset-reinjection");

public sealed record InjectNmi() : Command<Empty>("inject-nmi");

/// <summary>Ends QEMU, also one that runs with -no-shutdown.</summary>
public sealed record Quit() : Command<Empty>("quit");

public sealed record QueryStatus() : Command<RunStatus>("query-status");

/// <param name="Status">QAPI <c>RunState</c>: running, paused, shutdown, guest-panicked, io-error…</param>
public sealed record RunStatus(bool Running, string Status);

public sealed record QueryVersion() : Command<VersionInfo>("query-version");
public sealed record VersionInfo(VersionNumber Qemu, string Package);
public sealed record VersionNumber(int Major, int Minor, int Micro);

public sealed record QueryKvm() : Command<KvmInfo>("query-kvm");
public sealed record KvmInfo(bool Enabled, bool Present);

public sealed record QueryTarget() : Command<TargetInfo>("query-target");
public sealed record TargetInfo(string Arch);

public sealed record QueryMachines() : Command<MachineInfo[]>("query-machines");

public sealed record MachineInfo(string Name, string? Alias, int CpuMax, bool HotpluggableCpus, bool NumaMemSupported, bool Deprecated, string? DefaultCpuType, string? DefaultRamId, bool Acpi)
{
    [JsonPropertyName("is-default")]
    public bool IsDefault { get; init; }
}

public sealed record QueryCpuDefinitions() : Command<CpuDefinition[]>("query-cpu-definitions");

/// <param name="UnavailableFeatures">What this host lacks for it; null: not known for this accelerator.</param>
public sealed record CpuDefinition(string Name, string? Typename, string[]? UnavailableFeatures, string? AliasOf, bool Deprecated, bool MigrationSafe, bool Static);

public sealed record QueryCpuModelExpansion(string Type, CpuModel Model) : Command<CpuModelExpansion>("query-cpu-model-expansion");
public sealed record CpuModelExpansion(CpuModel Model);
public sealed record CpuModel(string Name, Dictionary<string, System.Text.Json.JsonElement>? Props = null);

public sealed record QueryGicCapabilities() : Command<GicCapability[]>("query-gic-capabilities");
public sealed record GicCapability(int Version, bool Emulated, bool Kernel);

public sealed record QueryCommands() : Command<NamedInfo[]>("query-commands");
public sealed record NamedInfo(string Name);

public sealed record QueryCommandLineOptions() : Command<CommandLineOption[]>("query-command-line-options");
public sealed record CommandLineOption(string Option, CommandLineParameter[] Parameters);
public sealed record CommandLineParameter(string Name, string Type, string? Help, string? Default);

public sealed record QueryCpusFast() : Command<CpuInfo[]>("query-cpus-fast");
public sealed record CpuInfo(int CpuIndex, string QomPath, int ThreadId, string Target);

public sealed record QueryHotpluggableCpus() : Command<HotpluggableCpu[]>("query-hotpluggable-cpus");
/// <summary>A place for one vCPU, or for several that come together.</summary>
/// <param name="Props">Where it is: socket-id, core-id…</param>
/// <param name="QomPath">Null: it is empty.</param>
public sealed record HotpluggableCpu(string Type, int VcpusCount, Dictionary<string, int> Props, string? QomPath);

public sealed record QueryIothreads() : Command<IothreadInfo[]>("query-iothreads");
/// <param name="PollMaxNs">How long it looks for work before it sleeps, ns; null: it does not tell.</param>
public sealed record IothreadInfo(string Id, int ThreadId, ulong? PollMaxNs = null, uint PollGrow = 0, uint PollShrink = 0);

public sealed record QueryJobs() : Command<JobInfo[]>("query-jobs");
public sealed record JobInfo(string Id, string Type, string Status, long CurrentProgress, long TotalProgress, string? Error);

/// <summary>What a person would type at QEMU's own monitor.</summary>
public sealed record HumanMonitorCommand(string CommandLine) : Command<TextResult>("human-monitor-command");

/// <summary>An answer that is a plain text.</summary>
[JsonConverter(typeof(TextResultConverter))]
public sealed record TextResult(string Text);
