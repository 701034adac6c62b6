using Aerostat.Engine;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Checkpoints, backups and jobs on disks, for clients that ask which there are: none, since none can be begun here yet.</summary>
sealed class CheckpointProcedures(Hypervisor host)
{
    /// <summary>libvirt's filters, roots and order.</summary>
    const uint Filters = 0xf;

    /// <summary>Bytes instead of MiB; abort at once or pivot.</summary>
    const uint InBytes = 1, AbortBits = 3;

    public void AddTo(ProcedureTable table) => table
        .On(Remote.DomainListAllCheckpoints, (args, call) =>
        {
            call.Flags(args.Flags, Filters);
            host.Domains.Of(args.Domain);
            return new DomainListAllCheckpointsRet([], 0);
        })
        .On(Remote.DomainCheckpointLookupByName, (args, call) =>
        {
            call.Flags(args.Flags, 0);
            host.Domains.Of(args.Domain);
            return Refuse<DomainCheckpointLookupByNameRet>(ErrorCode.NoDomainCheckpoint, $"Domain checkpoint not found: no domain checkpoint with matching name '{args.Name}'");
        })
        .On(Remote.DomainBackupGetXmlDesc, (args, call) =>
        {
            call.Flags(args.Flags, 0);
            host.Domains.Of(args.Domain);
            return Refuse<DomainBackupGetXmlDescRet>(ErrorCode.NoDomainBackup, "Domain backup job id not found: no domain backup job present");
        })
        .On(Remote.DomainGetBlockJobInfo, (args, call) =>
        {
            call.Flags(args.Flags, InBytes);
            host.Domains.Of(args.Domain).RunningDisk(args.Path);
            return new DomainGetBlockJobInfoRet(false, 0, 0, 0, 0);
        })
        .On(Remote.DomainBlockJobAbort, (args, call) =>
        {
            call.Flags(args.Flags, AbortBits);
            return NoJob(host.Domains.Of(args.Domain).RunningDisk(args.Path));
        })
        .On(Remote.DomainBlockJobSetSpeed, (args, call) =>
        {
            call.Flags(args.Flags, InBytes);
            return NoJob(host.Domains.Of(args.Domain).RunningDisk(args.Path));
        })
        .On(Remote.DomainGetLaunchSecurityInfo, (args, call) =>
        {
            const uint stringsOkay = 4;
            call.Flags(args.Flags, stringsOkay);
            host.Domains.Of(args.Domain);
            return new DomainGetLaunchSecurityInfoRet([]);
        })
        .On(Remote.NodeGetSevInfo, (_, _) =>
            Refuse<NodeGetSevInfoRet>(ErrorCode.OperationUnsupported, "Operation not supported: QEMU does not support SEV guest"));

    static Nothing NoJob(string target) => Refuse<Nothing>(ErrorCode.InvalidArg, $"invalid argument: disk {target} does not have an active block job");

    static T Refuse<T>(ErrorCode code, string message) => throw new VirtException(code, message);
}
