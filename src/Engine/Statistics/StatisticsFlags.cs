namespace Aerostat.Engine.Statistics;

/// <summary>What to tell; none: all. Source: <c>virDomainStatsTypes</c>.</summary>
[Flags]
public enum StatisticsGroups : uint
{
    None = 0, State = 1, Cpu = 2, Balloon = 4, Vcpu = 8, Interface = 16, Block = 32, Perf = 64, IoThread = 128, Memory = 256, DirtyRate = 512, Vm = 1024,
    All = 2047,

    /// <summary>Ours, told to who asks for them by number: what the memory pilot sees and thinks of a guest, and what it has done.</summary>
    Autopilot = 1 << 16, AutopilotLog = 1 << 17,
}

/// <summary>Of which domains, and how. Source: <c>virConnectGetAllDomainStatsFlags</c>; the low bits are those of <see cref="ListFlags"/>.</summary>
[Flags]
public enum StatisticsFlags : uint
{
    None = 0,

    /// <summary>All bits by which domains are chosen.</summary>
    Which = 0xff,

    /// <summary>Needs no other treatment here: nobody is ever waited for.</summary>
    NoWait = 1u << 29,

    /// <summary>Also the images below each disk's own.</summary>
    Backing = 1u << 30,

    /// <summary>A group that cannot be told is an error.</summary>
    Enforce = 1u << 31,
}
