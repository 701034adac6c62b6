using Aerostat.Engine;
using Aerostat.Engine.Domains;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Memory and processors of guests. Calls of old, without flags, mean the running guest alone.</summary>
sealed class ResourceProcedures(Hypervisor host)
{
    const uint Scopes = 3;

    /// <summary>Source: <c>REMOTE_VCPUINFO_MAX</c>, <c>REMOTE_CPUMAPS_MAX</c>.</summary>
    const int MostVcpus = 16384, MostMaps = 8388608;

    DomainSet Domains => host.Domains;

    public void AddTo(ProcedureTable table)
    {
        AddThreadsTo(table);
        table
            .On(Remote.DomainSetMemory, (args, call) => Domains.Of(args.Domain).SetMemoryAsync(Amount(args.Kib), MemoryFlags.Live, call.Cancel))
            .On(Remote.DomainSetMaxMemory, (args, call) => Domains.Of(args.Domain).SetMemoryAsync(Amount(args.Kib), MemoryFlags.Maximum, call.Cancel))
            .On(Remote.DomainSetMemoryFlags, (args, call) => Domains.Of(args.Domain).SetMemoryAsync(Amount(args.Kib), (MemoryFlags)call.Flags(args.Flags, 7), call.Cancel))
            .On(Remote.DomainGetMaxMemory, (args, _) => new DomainGetMaxMemoryRet(Domains.Of(args.Domain).State.Definition.Memory.InKib))
            .On(Remote.DomainMemoryStats, MemoryStatsAsync)
            .On(Remote.DomainSetMemoryStatsPeriod, (args, call) => Domains.Of(args.Domain).SetMemoryStatsPeriodAsync(args.Period, (Scope)call.Flags(args.Flags, Scopes), call.Cancel));
        table
            .On(Remote.DomainGetVcpus, Vcpus)
            .On(Remote.DomainGetMaxVcpus, (args, _) => new DomainGetMaxVcpusRet(Domains.Of(args.Domain).VcpuCount(VcpuFlags.Live | VcpuFlags.Maximum)))
            .On(Remote.DomainGetVcpusFlags, VcpuCountAsync)
            .On(Remote.DomainSetVcpus, (args, call) => Domains.Of(args.Domain).SetVcpuCountAsync(Count(args.NVcpus), VcpuFlags.Live, call.Cancel))
            .On(Remote.DomainSetVcpusFlags, (args, call) => (VcpuFlags)call.Flags(args.Flags, 31) is var flags && flags.HasFlag(VcpuFlags.Guest)
                ? Domains.Of(args.Domain).SetGuestVcpuCountAsync(Count(args.NVcpus), call.Cancel)
                : Domains.Of(args.Domain).SetVcpuCountAsync(Count(args.NVcpus), flags, call.Cancel))
            .On(Remote.DomainSetVcpu, (args, call) => Domains.Of(args.Domain).SetVcpusAsync(Numbers(args.CpuMap), args.State != 0, (Scope)call.Flags(args.Flags, Scopes), call.Cancel))
            .On(Remote.DomainPinVcpu, (args, call) => Domains.Of(args.Domain).PinVcpuAsync((int)args.Vcpu, Cpus(args.CpuMap), Scope.Live, call.Cancel))
            .On(Remote.DomainPinVcpuFlags, (args, call) => Domains.Of(args.Domain).PinVcpuAsync((int)args.Vcpu, Cpus(args.CpuMap), (Scope)call.Flags(args.Flags, Scopes), call.Cancel))
            .On(Remote.DomainGetVcpuPinInfo, VcpuPins)
            .On(Remote.DomainPinEmulator, (args, call) => Domains.Of(args.Domain).PinEmulatorAsync(Cpus(args.CpuMap), (Scope)call.Flags(args.Flags, Scopes), call.Cancel))
            .On(Remote.DomainGetEmulatorPinInfo, (args, call) => new DomainGetEmulatorPinInfoRet(Domains.Of(args.Domain).EmulatorPin((Scope)call.Flags(args.Flags, Scopes)).ToMap(call.UpTo(args.MapLength, MostMaps, ErrorCode.InternalError)), 1));
    }

    void AddThreadsTo(ProcedureTable table) => table
        .On(Remote.DomainGetIoThreadInfo, IoThreads)
        .On(Remote.DomainPinIoThread, (args, call) => Domains.Of(args.Domain).PinIoThreadAsync(args.Id, Cpus(args.CpuMap), (Scope)call.Flags(args.Flags, Scopes), call.Cancel))
        .On(Remote.DomainAddIoThread, (args, call) => Domains.Of(args.Domain).AddIoThreadAsync(args.Id, (Scope)call.Flags(args.Flags, Scopes), call.Cancel))
        .On(Remote.DomainDelIoThread, (args, call) => Domains.Of(args.Domain).RemoveIoThreadAsync(args.Id, (Scope)call.Flags(args.Flags, Scopes), call.Cancel))
        .On(Remote.DomainSetIoThreadParams, (args, call) =>
            Domains.Of(args.Domain).SetIoThreadAsync(args.Id, Parameters.Read(args.Params, Domain.IoThreadParameters), (Scope)call.Flags(args.Flags, Scopes), call.Cancel));

    DomainGetIoThreadInfoRet IoThreads(DomainGetIoThreadInfoArgs args, Call call)
    {
        var threads = Domains.Of(args.Domain).IoThreads((Scope)call.Flags(args.Flags, Scopes));
        var length = (host.Node.OnlineCpus.Max + 8) / 8;
        return new([.. threads.Select(thread => new DomainIoThreadInfo(thread.Id, thread.Affinity.ToMap(length)))], (uint)threads.Count);
    }

    async Task<DomainGetVcpusFlagsRet> VcpuCountAsync(DomainGetVcpusFlagsArgs args, Call call)
    {
        var flags = (VcpuFlags)call.Flags(args.Flags, 15);
        var domain = Domains.Of(args.Domain);
        return new(flags.HasFlag(VcpuFlags.Guest) && (domain.State.IsActive || !flags.HasFlag(VcpuFlags.Live)) ? await domain.GuestVcpuCountAsync(call.Cancel) : domain.VcpuCount(flags));
    }

    static HashSet<int> Numbers(string list) => CpuSet.TryParse(list, out var set) ? set.ToHashSet()
        : throw new VirtException(ErrorCode.InvalidArg, $"invalid argument: Failed to parse bitmap '{list}'");

    static Bytes Amount(ulong kib) => kib switch
    {
        0 => throw new VirtException(ErrorCode.InvalidArg, "memory in virDomainSetMemoryFlags must not be zero", ErrorDomain.Domain) { IsWhole = true },
        > ulong.MaxValue / 1024 => throw new VirtException(ErrorCode.Overflow, $"input too large: {kib} KiB", ErrorDomain.Domain),
        _ => Bytes.Kib(kib),
    };

    static int Count(uint vcpus) => vcpus > 0 ? (int)Math.Min(vcpus, int.MaxValue)
        : throw new VirtException(ErrorCode.InvalidArg, "a guest has one vCPU at least", ErrorDomain.Domain);

    static CpuSet Cpus(byte[] map) => map.Length > 0 ? CpuSet.FromMap(map)
        : throw new VirtException(ErrorCode.InvalidArg, "the map of processors has no bytes", ErrorDomain.Domain);

    /// <summary>Refuses more maps than a reply can carry.</summary>
    static void Maps(Call call, int count, int length) =>
        call.UpTo((int)Math.Min((long)call.UpTo(count, MostVcpus, ErrorCode.InternalError) * call.UpTo(length, MostMaps, ErrorCode.InternalError), int.MaxValue), MostMaps, ErrorCode.InternalError);

    async Task<DomainMemoryStatsRet> MemoryStatsAsync(DomainMemoryStatsArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        if (args.MaxStats > 1024) throw new VirtException(ErrorCode.InternalError, "too many memory stats requested: 1024", ErrorDomain.Rpc);
        var stats = await Domains.Of(args.Domain).MemoryStatsAsync(call.Cancel);
        return new([.. stats.Take((int)args.MaxStats).Select(stat => new DomainMemoryStat((int)stat.Tag, stat.Value))]);
    }

    DomainGetVcpusRet Vcpus(DomainGetVcpusArgs args, Call call)
    {
        Maps(call, args.MaxInfo, args.MapLength);
        var infos = Domains.Of(args.Domain).VcpuInfos().Take(args.MaxInfo).ToList();
        return new([.. infos.Select(v => new Protocol.VcpuInfo((uint)v.Number, v.State, v.Time, v.Cpu))], [.. infos.SelectMany(v => v.Affinity.ToMap(args.MapLength))]);
    }

    DomainGetVcpuPinInfoRet VcpuPins(DomainGetVcpuPinInfoArgs args, Call call)
    {
        Maps(call, args.NCpuMaps, args.MapLength);
        var pins = Domains.Of(args.Domain).VcpuPins((Scope)call.Flags(args.Flags, Scopes)).Take(args.NCpuMaps).ToList();
        return new([.. pins.SelectMany(pin => pin.ToMap(args.MapLength))], pins.Count);
    }
}
