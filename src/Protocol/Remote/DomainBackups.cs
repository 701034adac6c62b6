namespace Aerostat.Protocol;

// Backups of disks, and the checkpoints that they start from.

public static partial class Remote
{
    public static readonly Procedure<DomainBackupBeginArgs, Nothing> DomainBackupBegin = new(421, "domain:checkpoint domain:block_write");
    public static readonly Procedure<DomainBackupGetXmlDescArgs, DomainBackupGetXmlDescRet> DomainBackupGetXmlDesc = new(422, "domain:read");
    public static readonly Procedure<DomainCheckpointCreateXmlArgs, DomainCheckpointCreateXmlRet> DomainCheckpointCreateXml =
        new(411, "domain:checkpoint domain:fs_freeze:VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE");
    public static readonly Procedure<DomainCheckpointGetXmlDescArgs, DomainCheckpointGetXmlDescRet> DomainCheckpointGetXmlDesc =
        new(412, "domain:read domain:read_secure:VIR_DOMAIN_CHECKPOINT_XML_SECURE");
    public static readonly Procedure<DomainListAllCheckpointsArgs, DomainListAllCheckpointsRet> DomainListAllCheckpoints = new(413, "domain:read");
    public static readonly Procedure<DomainCheckpointListAllChildrenArgs, DomainCheckpointListAllChildrenRet> DomainCheckpointListAllChildren =
        new(414, "domain:read");
    public static readonly Procedure<DomainCheckpointLookupByNameArgs, DomainCheckpointLookupByNameRet> DomainCheckpointLookupByName =
        new(415, "domain:read");
    public static readonly Procedure<DomainCheckpointGetParentArgs, DomainCheckpointGetParentRet> DomainCheckpointGetParent = new(416, "domain:read");
    public static readonly Procedure<DomainCheckpointDeleteArgs, Nothing> DomainCheckpointDelete = new(417, "domain:checkpoint");
}

[Xdr] public readonly partial record struct DomainBackupBeginArgs(DomainRef Domain, string BackupXml, string? CheckpointXml, uint Flags);
[Xdr] public readonly partial record struct DomainBackupGetXmlDescArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainBackupGetXmlDescRet(string Xml);
[Xdr] public readonly partial record struct DomainCheckpointCreateXmlArgs(DomainRef Domain, string Xml, uint Flags);
[Xdr] public readonly partial record struct DomainCheckpointCreateXmlRet(CheckpointRef Checkpoint);
[Xdr] public readonly partial record struct DomainCheckpointGetXmlDescArgs(CheckpointRef Checkpoint, uint Flags);
[Xdr] public readonly partial record struct DomainCheckpointGetXmlDescRet(string Xml);
[Xdr] public readonly partial record struct DomainListAllCheckpointsArgs(DomainRef Domain, bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct DomainListAllCheckpointsRet([Max(16384)] CheckpointRef[] Checkpoints, int Count);
[Xdr] public readonly partial record struct DomainCheckpointListAllChildrenArgs(CheckpointRef Checkpoint, bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct DomainCheckpointListAllChildrenRet([Max(16384)] CheckpointRef[] Checkpoints, int Count);
[Xdr] public readonly partial record struct DomainCheckpointLookupByNameArgs(DomainRef Domain, string Name, uint Flags);
[Xdr] public readonly partial record struct DomainCheckpointLookupByNameRet(CheckpointRef Checkpoint);
[Xdr] public readonly partial record struct DomainCheckpointGetParentArgs(CheckpointRef Checkpoint, uint Flags);
[Xdr] public readonly partial record struct DomainCheckpointGetParentRet(CheckpointRef Parent);
[Xdr] public readonly partial record struct DomainCheckpointDeleteArgs(CheckpointRef Checkpoint, uint Flags);
