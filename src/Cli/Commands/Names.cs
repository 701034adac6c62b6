namespace Aerostat.Cli.Commands;

/// <summary>libvirt's numbers in virsh's words; scripts read them.</summary>
/// <remarks>Source: libvirt-dev's headers for the numbers.</remarks>
static class Names
{
    static readonly string[] States = ["no state", "running", "idle", "paused", "in shutdown", "shut off", "crashed", "pmsuspended"];
    static readonly string[][] Reasons =
    [
        ["unknown"],
        ["unknown", "booted", "migrated", "restored", "from snapshot", "unpaused", "migration canceled", "save canceled", "event wakeup", "crashed", "post-copy", "post-copy failed"],
        ["unknown"],
        ["unknown", "user", "migrating", "saving", "dumping", "I/O error", "watchdog", "from snapshot", "shutting down", "creating snapshot", "crashed", "starting up", "post-copy", "post-copy failed", "api error"],
        ["unknown", "user"],
        ["unknown", "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from snapshot", "daemon"],
        ["unknown", "panicked"],
        ["unknown"],
    ];
    static readonly string[] VcpuStates = ["offline", "running", "blocked"];
    static readonly string[] ControlStates = ["ok", "background job", "occupied", "error"];

    /// <summary>Tags of memory statistics, by number.</summary>
    static readonly string[] MemoryStats =
    [
        "swap_in", "swap_out", "major_fault", "minor_fault", "unused", "available", "actual", "rss", "usable", "last_update", "disk_caches",
        "hugetlb_pgalloc", "hugetlb_pgfail",
    ];

    public static string State(int state) => At(States, state) ?? "no state";
    public static string Reason(int state, int reason) => (uint)state < Reasons.Length ? At(Reasons[state], reason) ?? "unknown" : "unknown";
    public static string VcpuState(int state) => At(VcpuStates, state) ?? "no state";
    public static string ControlState(uint state) => At(ControlStates, (int)state) ?? "unknown";
    public static string? MemoryStat(int tag) => At(MemoryStats, tag);
    public static int MemoryStatCount => MemoryStats.Length;

    public static string? At(string[] names, int number) => (uint)number < names.Length ? names[number] : null;

    public static string YesNo(bool value) => value ? "yes" : "no";
    public static string Enabled(bool value) => value ? "enable" : "disable";

    /// <summary>A size with a unit that leaves one to four digits before the point.</summary>
    public static string Pretty(ulong bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        double value = bytes;
        var unit = 0;
        for (; value >= 1024 && unit < units.Length - 1; unit++) value /= 1024;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value:F3} {units[unit]}");
    }

    public static string Uuid(Guid uuid) => uuid.ToString("D");
}
