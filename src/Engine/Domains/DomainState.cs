using Aerostat.Engine.Saving;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu;

namespace Aerostat.Engine.Domains;

/// <summary>All that is true of a domain: published whole, replaced whole.</summary>
/// <param name="Name">As clients know it.</param>
/// <param name="Uuid">Never changes.</param>
/// <param name="Saved">The configuration for the next start; null for a transient domain.</param>
/// <param name="Running">The guest that runs; null while it is off.</param>
/// <param name="Phase">State and reason, also of a guest that is off.</param>
/// <param name="Autostart">Started once at each boot of the host.</param>
public sealed record DomainState(string Name, Guid Uuid, DomainDefinition? Saved, RunState? Running, Phase Phase, bool Autostart)
{
    public bool IsActive => Running is not null;

    public bool IsPersistent => Saved is not null;

    /// <summary>-1 while it is off.</summary>
    public int Id => Running?.Id ?? -1;

    /// <summary>What runs, or what would.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.NoDomain"/>: it was undefined, or ended, since the caller found it.</exception>
    public DomainDefinition Definition => Running?.Live ?? Saved ?? throw Errors.NoDomainUuid(Uuid, Name);

    public DomainIdent Ident => new(Name, Uuid, Id);

    /// <summary>Set at the first define over a running guest, whose next start thus differs.</summary>
    public bool IsUpdated { get; init; }

    /// <summary>Since it was defined it has been started, or read from its file: libvirt then shows its controllers in their own order.</summary>
    public bool HasSettled { get; init; }

    /// <summary>What was saved when it was undefined while it ran: told of it until it ends, or this daemon does, as libvirtd has it.</summary>
    public DomainDefinition? LastSaved { get; init; }

    /// <summary>What the next start takes; null: nothing is saved.</summary>
    public DomainDefinition? Next => Saved is { } saved && HasSettled ? Complete.Again(saved) : Saved;

    /// <summary>Says what is still to be done, and must be known to whoever comes after a crash: it is kept first, or it is not done.</summary>
    internal bool Promises(DomainState before) => Running is { } next && (before.Running is not { } now
        || next.Process != now.Process || next.Started != now.Started || next.Cgroup != now.Cgroup
        || next.Plugging is not null && !ReferenceEquals(next.Plugging, now.Plugging)
        || next.Job is not null && next.Job != now.Job
        || next.Companions.Except(now.Companions).Any()
        || next.Owned.Except(now.Owned).Any());
}

/// <summary>How clients name a domain.</summary>
public readonly record struct DomainIdent(string Name, Guid Uuid, int Id);

/// <summary>A running guest, as far as a restarted daemon must know it to carry on.</summary>
public sealed record RunState
{
    public required int Id { get; init; }

    /// <summary>The definition with all that the start filled in: aliases, ports, tap names, terminals.</summary>
    public required DomainDefinition Live { get; init; }

    public required ProcessIdentity Process { get; init; }

    /// <summary>What serves its devices from beside QEMU.</summary>
    public ValueList<ProcessIdentity> Companions { get; init; }

    /// <summary>The QEMU program's path; its probed capabilities are of the QEMU that runs, not of the one installed now.</summary>
    public required string Emulator { get; init; }

    /// <summary>The guest's private folder: monitor, channels.</summary>
    public required string Folder { get; init; }

    /// <summary>The control group that holds it; null: none.</summary>
    public string? Cgroup { get; init; }

    /// <summary>False until QEMU has been told to go on with its first instruction.</summary>
    public bool Started { get; init; }

    /// <summary>Destroyed when the client that started it goes away.</summary>
    public bool AutoDestroy { get; init; }

    /// <summary>What was done to the running guest that nobody answers for.</summary>
    public Taint Taint { get; init; }

    /// <summary>How long the guest's agent may take: seconds, or libvirt's words for it.</summary>
    public int AgentTimeout { get; init; } = Domain.AgentBlocks;

    /// <summary>The definition as a plug that is under way will leave it: who finds it after a crash finishes the plug, or undoes it.</summary>
    public DomainDefinition? Plugging { get; init; }

    /// <summary>The long work that is under way: who finds it after a crash gives it up, or brings it to its end.</summary>
    public JobMark? Job { get; init; }

    /// <summary>The highest number that a block node of this guest ever had.</summary>
    public uint LastBlockIndex { get; init; }

    /// <summary>The guest as a plug or a change of medium has left it.</summary>
    public RunState WithLive(DomainDefinition live) => this with { Live = live, LastBlockIndex = Math.Max(LastBlockIndex, BlockIndexes.Highest(live)) };

    /// <summary>Aliases of devices whose removal the guest was asked for and has not granted yet.</summary>
    public ValueList<string> Leaving { get; init; }

    /// <summary>What the balloon was last asked for; QEMU does not tell it again. Null: nothing since the start.</summary>
    public Bytes? BalloonTarget { get; init; }

    /// <summary>What an administrator asked for: the memory pilot keeps to it until it is told otherwise.</summary>
    public Bytes? BalloonOrder { get; init; }

    /// <summary>Images whose ownership was changed for this guest and must be given back.</summary>
    public ValueList<string> Owned { get; init; }
}

/// <summary>What was seen of a running guest; never stored, since it can be asked again.</summary>
public sealed record Observed
{
    /// <summary>What was done to it, before that is written down.</summary>
    public Taint Taint { get; init; }

    /// <summary>What the balloon leaves to the guest; null until it was told.</summary>
    public Bytes? Balloon { get; init; }

    /// <summary>Thread of each vCPU that is there, in the order of their numbers.</summary>
    public ValueList<VcpuThread> VcpuThreads { get; init; }
}

/// <summary>A vCPU and the thread that runs it. Numbers may have gaps: any vCPU but the first can be taken away.</summary>
public readonly record struct VcpuThread(int Number, int Id)
{
    /// <summary>QEMU's index is libvirt's number on all machines that we run.</summary>
    internal static ValueList<VcpuThread> Of(IEnumerable<Qmp.CpuInfo> cpus) =>
        [.. cpus.OrderBy(cpu => cpu.CpuIndex).Select(cpu => new VcpuThread(cpu.CpuIndex, cpu.ThreadId))];
}
