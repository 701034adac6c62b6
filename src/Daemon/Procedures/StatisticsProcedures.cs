using System.Numerics;
using Aerostat.Engine;
using Aerostat.Engine.Domains;
using Aerostat.Engine.Statistics;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>What guests use, disk by disk and card by card.</summary>
sealed class StatisticsProcedures(Hypervisor host)
{
    const uint StringsOkay = 4;

    DomainSet Domains => host.Domains;

    public void AddTo(ProcedureTable table) => table
        .On(Remote.ConnectGetAllDomainStats, AllAsync)
        .On(Remote.DomainGetBlockInfo, BlockInfoAsync)
        .On(Remote.DomainBlockStats, BlockStatsAsync)
        .On(Remote.DomainBlockStatsFlags, BlockStatsFlagsAsync)
        .On(Remote.DomainInterfaceStats, (args, _) => Interface(Domains.Of(args.Domain).InterfaceStats(args.Device)))
        .On(Remote.DomainInterfaceAddresses, AddressesAsync)
        .On(Remote.DomainGetCpuStats, CpuStats)
        .On(Remote.DomainGetDiskErrors, DiskErrorsAsync)
        .On(Remote.DomainGetControlInfo, ControlInfo)
        .On(Remote.DomainStartDirtyRateCalc, (args, call) => Domains.Of(args.Domain).MeasureDirtyRateAsync(args.Seconds, Mode(call.Flags(args.Flags, 7)), call.Cancel))
        .On(Remote.DomainGetPerfEvents, (args, call) => new DomainGetPerfEventsRet(Domains.Of(args.Domain).PerfEvents((Scope)(call.Flags(args.Flags, 3 | StringsOkay) & 3)).OnWire))
        .On(Remote.DomainSetPerfEvents, (args, call) => Domains.Of(args.Domain).SetPerfEventsAsync(Parameters.Read(args.Params, Domain.PerfParameters), (Scope)call.Flags(args.Flags, 3), call.Cancel));

    static DirtyRateMode Mode(uint flags) => BitOperations.PopCount(flags) < 2 ? (DirtyRateMode)flags
        : throw new VirtException(ErrorCode.InvalidArg, "invalid argument: modes of measuring the dirty rate are mutually exclusive");

    /// <summary>The whole, for start -1; how many processors there are, where none is asked for.</summary>
    DomainGetCpuStatsRet CpuStats(DomainGetCpuStatsArgs args, Call call)
    {
        call.Flags(args.Flags, StringsOkay);
        var domain = Domains.Of(args.Domain);
        var stats = domain.CpuStats();
        if (args.StartCpu != -1) return args.NCpus == 0 ? new([], host.Node.CpuCount) : throw domain.NoCpuStatsByProcessor;
        return args.NParams == 0 ? new([], stats.Count) : new(stats.OnWire[..Math.Min(stats.Count, (int)args.NParams)], Math.Min(stats.Count, (int)args.NParams));
    }

    async Task<DomainGetDiskErrorsRet> DiskErrorsAsync(DomainGetDiskErrorsArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        var (errors, disks) = await Domains.Of(args.Domain).DiskErrorsAsync(call.Cancel);
        return args.MaxErrors == 0 ? new([], disks) : new([.. errors.Take((int)args.MaxErrors).Select(error => new DomainDiskError(error.Disk, error.Error))], Math.Min(errors.Count, (int)args.MaxErrors));
    }

    DomainGetControlInfoRet ControlInfo(DomainGetControlInfoArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        var (state, details, held) = Domains.Of(args.Domain).Control();
        return new((uint)state, (uint)details, (ulong)held.TotalMilliseconds);
    }

    async Task<ConnectGetAllDomainStatsRet> AllAsync(ConnectGetAllDomainStatsArgs args, Call call)
    {
        IReadOnlyList<Domain>? asked = args.Domains.Length == 0 ? null : [.. args.Domains.Select(Domains.Of)];
        var told = await host.StatisticsAsync(asked, (StatisticsGroups)args.Stats, (StatisticsFlags)args.Flags, call.Cancel);
        return new([.. told.Select(one => new DomainStatsRecord(one.Domain.Ref, one.Parameters.OnWire))]);
    }

    async Task<DomainGetBlockInfoRet> BlockInfoAsync(DomainGetBlockInfoArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        var size = await Domains.Of(args.Domain).BlockInfoAsync(args.Path, call.Cancel);
        return new(size.Allocation.Value, size.Capacity.Value, size.Physical.Value);
    }

    /// <summary>The old form has five figures of them; -1 is 'not known'.</summary>
    async Task<DomainBlockStatsRet> BlockStatsAsync(DomainBlockStatsArgs args, Call call)
    {
        var stats = await Domains.Of(args.Domain).BlockStatsAsync(args.Path, call.Cancel);
        return new(Of("rd_operations"), Of("rd_bytes"), Of("wr_operations"), Of("wr_bytes"), -1);

        long Of(string name) => stats.Where(stat => stat.Name == name) is [var found, ..] ? found.Bits : -1;
    }

    async Task<DomainBlockStatsFlagsRet> BlockStatsFlagsAsync(DomainBlockStatsFlagsArgs args, Call call)
    {
        call.Flags(args.Flags, StringsOkay);
        var stats = (await Domains.Of(args.Domain).BlockStatsAsync(args.Path, call.Cancel)).OnWire;
        return args.NParams == 0 ? new([], stats.Length) : new([.. stats.Take(args.NParams)], Math.Min(stats.Length, args.NParams));
    }

    static DomainInterfaceStatsRet Interface(Linux.InterfaceStats stats) => new(
        (long)stats.ReceivedBytes, (long)stats.ReceivedPackets, (long)stats.ReceiveErrors, (long)stats.ReceiveDrops,
        (long)stats.SentBytes, (long)stats.SentPackets, (long)stats.SendErrors, (long)stats.SendDrops);

    async Task<DomainInterfaceAddressesRet> AddressesAsync(DomainInterfaceAddressesArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        var found = await Domains.Of(args.Domain).InterfaceAddressesAsync((AddressSource)args.Source, call.Cancel);
        return new([.. found.Select(card => new DomainInterface(card.Name, card.Mac,
            [.. card.Addresses.Select(address => new DomainIpAddress(address.IsV6 ? 1 : 0, address.Address, address.Prefix))]))]);
    }
}
