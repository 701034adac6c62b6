namespace Aerostat.Protocol;

// How the daemon itself fares.

public static partial class AerostatProgram
{
    /// <summary>Who is connected is not everybody's to know: refused on the read-only socket.</summary>
    public static readonly Procedure<DaemonGetStatusArgs, DaemonGetStatusRet> DaemonGetStatus = new(1, "connect:write") { Program = Program };
}

[Xdr] public readonly partial record struct DaemonGetStatusArgs(uint Flags);

/// <param name="Seconds">Since its start.</param>
/// <param name="Resident">Bytes of memory, all that the kernel counts as its own.</param>
/// <param name="Heap">Bytes of it that hold objects.</param>
/// <param name="Bounds">Microseconds: a call is counted at the first bound that it kept, or behind the last one.</param>
[Xdr]
public readonly partial record struct DaemonGetStatusRet(
    string Version, int Pid, ulong Seconds, ulong Resident, ulong Heap, int Threads, int Descriptors, int Domains, int Running,
    [Max(32)] ulong[] Bounds, [Max(8192)] DaemonClient[] Clients, [Max(256)] DaemonCalls[] Calls, [Max(16384)] DaemonTurn[] Turns);

/// <param name="Seconds">Since it connected.</param>
/// <param name="Busy">Its calls that are not answered yet.</param>
/// <param name="Held">Bytes of messages half sent and answers not read.</param>
[Xdr] public readonly partial record struct DaemonClient(int Pid, uint User, string Program, bool ReadOnly, ulong Seconds, int Busy, ulong Held);

/// <param name="Group">The right that the procedures ask for: <c>domain:read</c>.</param>
/// <param name="Failed">Of all, those that were answered by an error.</param>
/// <param name="Longest">Microseconds.</param>
/// <param name="Within">For each bound, and then for what lasted longer.</param>
[Xdr] public readonly partial record struct DaemonCalls(string Group, ulong Count, ulong Failed, ulong Longest, [Max(33)] ulong[] Within);

/// <summary>A change of a domain that is under way, and keeps others waiting.</summary>
/// <param name="Microseconds">Since it began.</param>
[Xdr] public readonly partial record struct DaemonTurn(string Domain, string What, ulong Microseconds, int Waiting);
