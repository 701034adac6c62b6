namespace Aerostat.Engine;

// The engine's options are libvirt's public flags, bit for bit: the wire's words need no table to become ours.

/// <summary>Which configuration a change is meant for. Source: <c>virDomainModificationImpact</c>.</summary>
[Flags]
public enum Scope
{
    /// <summary>The running guest where there is one, else the saved configuration.</summary>
    Current = 0,
    Live = 1,
    Config = 2,
}

/// <summary>Source: <c>virDomainXMLFlags</c>.</summary>
[Flags]
public enum XmlFlags { None = 0, Secure = 1, Inactive = 2, UpdateCpu = 4, Migratable = 8 }

/// <summary>Source: <c>virDomainCreateFlags</c>.</summary>
[Flags]
public enum StartFlags { None = 0, Paused = 1, AutoDestroy = 2, BypassCache = 4, ForceBoot = 8, Validate = 16, ResetNvram = 32 }

/// <summary>Source: <c>virDomainDefineFlags</c>.</summary>
[Flags]
public enum DefineFlags { None = 0, Validate = 1 }

/// <summary>Source: <c>virDomainUndefineFlagsValues</c>.</summary>
[Flags]
public enum UndefineFlags { None = 0, ManagedSave = 1, SnapshotsMetadata = 2, Nvram = 4, KeepNvram = 8, CheckpointsMetadata = 16, Tpm = 32, KeepTpm = 64 }

/// <summary>Source: <c>virDomainDestroyFlagsValues</c>.</summary>
[Flags]
public enum DestroyFlags { None = 0, Graceful = 1, RemoveLogs = 2 }

/// <summary>Source: <c>virDomainShutdownFlagValues</c>, <c>virDomainRebootFlagValues</c>: the same bits.</summary>
[Flags]
public enum PowerFlags { Default = 0, AcpiPowerButton = 1, GuestAgent = 2, InitControl = 4, Signal = 8, Paravirt = 16 }

/// <summary>Source: <c>virConnectListAllDomainsFlags</c>. Bits of one line are alternatives; lines are conditions that all must hold.</summary>
[Flags]
public enum ListFlags
{
    None = 0,
    Active = 1, Inactive = 2,
    Persistent = 4, Transient = 8,
    Running = 16, Paused = 32, ShutOff = 64, OtherState = 128,
    ManagedSave = 256, NoManagedSave = 512,
    Autostart = 1024, NoAutostart = 2048,
    HasSnapshot = 4096, NoSnapshot = 8192,
    HasCheckpoint = 16384, NoCheckpoint = 32768,
}

/// <summary>Source: <c>virDomainState</c>.</summary>
public enum RunPhase { NoState, Running, Blocked, Paused, Shutdown, ShutOff, Crashed, PmSuspended }

/// <summary>What a domain does now, and why: the reason's number is of the enum that goes with the phase.</summary>
/// <remarks>Source: <c>virDomainRunningReason</c>, <c>virDomainPausedReason</c>, <c>virDomainShutoffReason</c>….</remarks>
public readonly record struct Phase(RunPhase State, int Reason)
{
    public static readonly Phase Booted = new(RunPhase.Running, 1);
    public static readonly Phase RunningUnknown = new(RunPhase.Running, 0);
    public static readonly Phase Restored = new(RunPhase.Running, 3);
    public static readonly Phase SaveCancelled = new(RunPhase.Running, 7);
    public static readonly Phase Unpaused = new(RunPhase.Running, 5);
    public static readonly Phase WokenUp = new(RunPhase.Running, 8);
    public static readonly Phase Restarted = new(RunPhase.Running, 9);
    public static readonly Phase PausedUnknown = new(RunPhase.Paused, 0);
    public static readonly Phase PausedByUser = new(RunPhase.Paused, 1);
    public static readonly Phase PausedAfterMigration = new(RunPhase.Paused, 2);
    public static readonly Phase PausedForSave = new(RunPhase.Paused, 3);
    public static readonly Phase PausedForDump = new(RunPhase.Paused, 4);
    public static readonly Phase PausedByIoError = new(RunPhase.Paused, 5);
    public static readonly Phase PausedByWatchdog = new(RunPhase.Paused, 6);
    public static readonly Phase ShuttingDownPaused = new(RunPhase.Paused, 8);
    public static readonly Phase PausedAfterPanic = new(RunPhase.Paused, 10);
    public static readonly Phase StartingUp = new(RunPhase.Paused, 11);
    public static readonly Phase ShuttingDown = new(RunPhase.Shutdown, 1);
    public static readonly Phase OffUnknown = new(RunPhase.ShutOff, 0);
    public static readonly Phase OffShutdown = new(RunPhase.ShutOff, 1);
    public static readonly Phase OffDestroyed = new(RunPhase.ShutOff, 2);
    public static readonly Phase OffCrashed = new(RunPhase.ShutOff, 3);
    public static readonly Phase OffSaved = new(RunPhase.ShutOff, 5);
    public static readonly Phase OffFailed = new(RunPhase.ShutOff, 6);
    public static readonly Phase OffWhileAway = new(RunPhase.ShutOff, 8);
    public static readonly Phase CrashedPanicked = new(RunPhase.Crashed, 1);
    public static readonly Phase PmSuspended = new(RunPhase.PmSuspended, 0);
}
