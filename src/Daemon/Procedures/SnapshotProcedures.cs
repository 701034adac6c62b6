using Aerostat.Engine;
using Aerostat.Engine.Domains;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Snapshots, for clients that ask which there are: none, since none can be made here yet.</summary>
sealed class SnapshotProcedures(Hypervisor host)
{
    /// <summary>libvirt's filters, roots and order.</summary>
    const uint Filters = 0x7ff;

    DomainSet Domains => host.Domains;

    public void AddTo(ProcedureTable table) => table
        .On(Remote.DomainSnapshotNum, (args, call) => Of(args.Domain, args.Flags, Filters, call, new DomainSnapshotNumRet(0)))
        .On(Remote.DomainSnapshotListNames, (args, call) => Of(args.Domain, args.Flags, Filters, call, new DomainSnapshotListNamesRet([])))
        .On(Remote.DomainListAllSnapshots, (args, call) => Of(args.Domain, args.Flags, Filters, call, new DomainListAllSnapshotsRet([], 0)))
        .On(Remote.DomainHasCurrentSnapshot, (args, call) => Of(args.Domain, args.Flags, 0, call, new DomainHasCurrentSnapshotRet(false)))
        .On(Remote.DomainSnapshotCurrent, (args, call) =>
            Of<DomainSnapshotCurrentRet?>(args.Domain, args.Flags, 0, call, null) ?? throw Missing("the domain does not have a current snapshot"))
        .On(Remote.DomainSnapshotLookupByName, (args, call) =>
            Of<DomainSnapshotLookupByNameRet?>(args.Domain, args.Flags, 0, call, null) ?? throw Missing($"no domain snapshot with matching name '{args.Name}'"));

    /// <summary>The answer of a domain that is there.</summary>
    T Of<T>(DomainRef domain, uint flags, uint known, Call call, T answer)
    {
        Domains.Of(domain);
        call.Flags(flags, known);
        return answer;
    }

    static VirtException Missing(string what) => new(ErrorCode.NoDomainSnapshot, $"Domain snapshot not found: {what}", ErrorDomain.Qemu);
}
