using Aerostat.Engine.Domains;

namespace Aerostat.Engine.Statistics;

/// <summary>What was found of one domain.</summary>
public readonly record struct DomainStatistics(DomainIdent Domain, ValueList<Parameter> Parameters);

public static class AllStatistics
{
    /// <summary>Domains asked at once: enough to hide a few silent monitors, few enough for a thousand domains.</summary>
    const int AtOnce = 32;

    /// <summary>Statistics of many domains, each on its own: what a hung guest cannot tell is left out, and keeps no other waiting.</summary>
    /// <param name="domains">Null: all that <paramref name="flags"/> choose.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.ArgumentUnsupported"/>: a group is unknown, and known ones only were to be told.</exception>
    /// <remarks>Source: libvirt <c>virConnectGetAllDomainStats</c>; names, kinds and order are libvirt 9.0's. Cost: at most 300 ms for each question that a monitor leaves open.</remarks>
    public static async Task<IReadOnlyList<DomainStatistics>> StatisticsAsync(
        this Hypervisor host, IReadOnlyList<Domain>? domains, StatisticsGroups groups, StatisticsFlags flags, CancellationToken cancel)
    {
        if (flags.HasFlag(StatisticsFlags.Enforce) && (groups & ~(StatisticsGroups.All | StatisticsGroups.Autopilot | StatisticsGroups.AutopilotLog)) is not 0 and var unknown)
            throw new VirtException(ErrorCode.ArgumentUnsupported, $"argument unsupported: Stats types bits 0x{(uint)unknown:x} are not supported by this daemon or QEMU");
        if (groups == StatisticsGroups.None) groups = StatisticsGroups.All;

        var which = (ListFlags)(flags & StatisticsFlags.Which);
        Domain[] asked = [.. domains?.Where(domain => domain.Matches(which)) ?? host.Domains.List(which)];
        var told = new DomainStatistics?[asked.Length];
        await Parallel.ForAsync(0, asked.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (i, _) => told[i] = await TellAsync(asked[i], groups, flags.HasFlag(StatisticsFlags.Backing)));
        return [.. told.OfType<DomainStatistics>()];
    }

    /// <returns>Null: it has gone meanwhile.</returns>
    static async Task<DomainStatistics?> TellAsync(Domain domain, StatisticsGroups groups, bool backing)
    {
        try
        {
            return new(domain.State.Ident, await domain.StatisticsAsync(groups, backing));
        }
        catch (VirtException e) when (e.Code is ErrorCode.NoDomain)
        {
            return null;
        }
    }
}
