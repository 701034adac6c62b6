using System.Diagnostics;
using Aerostat.Engine;
using Aerostat.Linux;
using Aerostat.Protocol;
using Aerostat.Server;

namespace Aerostat.Daemon.Procedures;

/// <summary>How the daemon itself fares: a look at what is there, nothing is waited for.</summary>
sealed class DaemonProcedures(Hypervisor host, ProcedureTable table, string version)
{
    readonly long since = Stopwatch.GetTimestamp();

    /// <summary>Whose clients they are; the table is filled before there is one.</summary>
    public RpcServer? Server { get; set; }

    public void AddTo(ProcedureTable table) => table.On(AerostatProgram.DaemonGetStatus, (args, call) =>
    {
        call.Flags(args.Flags, 0);
        return Status();
    });

    DaemonGetStatusRet Status()
    {
        var domains = host.Domains.All.ToList();
        return new(version, Environment.ProcessId, (ulong)Stopwatch.GetElapsedTime(since).TotalSeconds,
            ProcessMemory.TryRead(Environment.ProcessId)?.Resident.Value ?? 0, (ulong)GC.GetTotalMemory(forceFullCollection: false),
            Directory.EnumerateFileSystemEntries("/proc/self/task").Count(), Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(),
            domains.Count, domains.Count(domain => domain.State.IsActive),
            [.. CallTimes.Bounds.Select(Microseconds)],
            [.. (Server?.Sessions ?? []).OrderByDescending(client => client.Age).Take(8192).Select(ClientOf)],
            [.. table.Times.Select(times => new DaemonCalls(times.Group, (ulong)times.Within.Sum(), (ulong)times.Failed, Microseconds(times.Longest), [.. times.Within.Select(count => (ulong)count)]))],
            [.. domains.Select(domain => (domain.State.Name, domain.Holder, domain.Waiting)).Where(domain => domain.Holder is not null).OrderByDescending(domain => domain.Holder!.Value.Held).Take(16384)
                .Select(domain => new DaemonTurn(domain.Name, domain.Holder!.Value.What, Microseconds(domain.Holder.Value.Held), domain.Waiting))]);
    }

    static DaemonClient ClientOf(Session client) => new(client.Peer.Pid, client.Peer.Uid, ProcFile.TryReadLine($"/proc/{client.Peer.Pid}/comm") ?? "", client.ReadOnly,
        (ulong)client.Age.TotalSeconds, client.Busy, (ulong)client.Held);

    static ulong Microseconds(TimeSpan time) => (ulong)time.TotalMicroseconds;
}
