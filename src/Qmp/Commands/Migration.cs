namespace Aerostat.Qmp;

/// <summary>Lets the guest's memory and devices flow out. Answers at once; <c>MIGRATION</c> tells the end.</summary>
/// <param name="Uri"><c>fd:NAME</c>: to a descriptor that was handed over under that name.</param>
public sealed record Migrate(string Uri) : Command<Empty>("migrate");

/// <summary>Gives it up. Answers at once; <c>MIGRATION</c> tells the end.</summary>
public sealed record MigrateCancel() : Command<Empty>("migrate_cancel");

/// <summary>What a QEMU that was started by <c>-incoming defer</c> is to take in.</summary>
public sealed record MigrateIncoming(string Uri) : Command<Empty>("migrate-incoming");

public sealed record SetMigrationCapabilities(MigrationCapability[] Capabilities) : Command<Empty>("migrate-set-capabilities");
public sealed record MigrationCapability(string Capability, bool State);

/// <param name="MaxBandwidth">Bytes a second.</param>
public sealed record SetMigrationParameters(ulong? MaxBandwidth = null) : Command<Empty>("migrate-set-parameters");

public sealed record QueryMigrate() : Command<MigrationInfo>("query-migrate");

/// <summary>How far it is; times in milliseconds.</summary>
/// <param name="Status">Null: there was none yet; QAPI <c>MigrationStatus</c>.</param>
/// <param name="BlockedReasons">What this guest has that cannot leave its host; null: nothing.</param>
public sealed record MigrationInfo(
    string? Status, MigrationRam? Ram, string? ErrorDesc, ulong? TotalTime, ulong? Downtime, ulong? ExpectedDowntime, ulong? SetupTime, string[]? BlockedReasons);

/// <summary>Bytes, but for what says pages.</summary>
/// <param name="Duplicate">Pages that are all of one byte.</param>
/// <param name="Normal">Pages that were sent whole.</param>
/// <param name="Mbps">A million bits a second.</param>
public sealed record MigrationRam(
    ulong Total, ulong Transferred, ulong Remaining, ulong Duplicate, ulong Normal, ulong NormalBytes, double Mbps,
    ulong DirtyPagesRate, ulong DirtySyncCount, ulong PageSize, ulong PostcopyRequests);

/// <summary>Writes the guest's memory as a core file. Detached it answers at once, and <c>DUMP_COMPLETED</c> tells the end.</summary>
/// <param name="Paging">As the guest's processors see it, not as it lies.</param>
/// <param name="Protocol"><c>fd:NAME</c>.</param>
/// <param name="Format">QAPI <c>DumpGuestMemoryFormat</c>; null: ELF.</param>
public sealed record DumpGuestMemory(bool Paging, string Protocol, bool Detach, string? Format) : Command<Empty>("dump-guest-memory");

public sealed record QueryDump() : Command<DumpInfo>("query-dump");

/// <summary>Bytes.</summary>
/// <param name="Status">none, active, completed, failed.</param>
public sealed record DumpInfo(string Status, ulong Completed, ulong Total);

public sealed record QueryDumpCapability() : Command<DumpCapability>("query-dump-guest-memory-capability");
public sealed record DumpCapability(string[] Formats);
