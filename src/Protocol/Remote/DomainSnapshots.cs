namespace Aerostat.Protocol;

// Snapshots of domains.

public static partial class Remote
{
    public static readonly Procedure<DomainSnapshotCreateXmlArgs, DomainSnapshotCreateXmlRet> DomainSnapshotCreateXml =
        new(185, "domain:snapshot domain:fs_freeze:VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE");
    public static readonly Procedure<DomainSnapshotGetXmlDescArgs, DomainSnapshotGetXmlDescRet> DomainSnapshotGetXmlDesc =
        new(186, "domain:read domain:read_secure:VIR_DOMAIN_SNAPSHOT_XML_SECURE");
    public static readonly Procedure<DomainSnapshotNumArgs, DomainSnapshotNumRet> DomainSnapshotNum = new(187, "domain:read");
    public static readonly Procedure<DomainSnapshotListNamesArgs, DomainSnapshotListNamesRet> DomainSnapshotListNames = new(188, "domain:read");
    public static readonly Procedure<DomainListAllSnapshotsArgs, DomainListAllSnapshotsRet> DomainListAllSnapshots = new(274, "domain:read");
    public static readonly Procedure<DomainSnapshotNumChildrenArgs, DomainSnapshotNumChildrenRet> DomainSnapshotNumChildren = new(246, "domain:read");
    public static readonly Procedure<DomainSnapshotListChildrenNamesArgs, DomainSnapshotListChildrenNamesRet> DomainSnapshotListChildrenNames =
        new(247, "domain:read");
    public static readonly Procedure<DomainSnapshotListAllChildrenArgs, DomainSnapshotListAllChildrenRet> DomainSnapshotListAllChildren =
        new(275, "domain:read");
    public static readonly Procedure<DomainSnapshotLookupByNameArgs, DomainSnapshotLookupByNameRet> DomainSnapshotLookupByName =
        new(189, "domain:read");
    public static readonly Procedure<DomainHasCurrentSnapshotArgs, DomainHasCurrentSnapshotRet> DomainHasCurrentSnapshot = new(190, "domain:read");
    public static readonly Procedure<DomainSnapshotCurrentArgs, DomainSnapshotCurrentRet> DomainSnapshotCurrent = new(191, "domain:read");
    public static readonly Procedure<DomainSnapshotIsCurrentArgs, DomainSnapshotIsCurrentRet> DomainSnapshotIsCurrent = new(271, "domain:read");
    public static readonly Procedure<DomainSnapshotGetParentArgs, DomainSnapshotGetParentRet> DomainSnapshotGetParent = new(244, "domain:read");
    public static readonly Procedure<DomainRevertToSnapshotArgs, Nothing> DomainRevertToSnapshot = new(192, "domain:snapshot");
    public static readonly Procedure<DomainSnapshotDeleteArgs, Nothing> DomainSnapshotDelete = new(193, "domain:snapshot");
}

[Xdr] public readonly partial record struct DomainSnapshotCreateXmlArgs(DomainRef Domain, string Xml, uint Flags);
[Xdr] public readonly partial record struct DomainSnapshotCreateXmlRet(SnapshotRef Snapshot);
[Xdr] public readonly partial record struct DomainSnapshotGetXmlDescArgs(SnapshotRef Snapshot, uint Flags);
[Xdr] public readonly partial record struct DomainSnapshotGetXmlDescRet(string Xml);
[Xdr] public readonly partial record struct DomainSnapshotNumArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainSnapshotNumRet(int Count);
[Xdr] public readonly partial record struct DomainSnapshotListNamesArgs(DomainRef Domain, int MaxNames, uint Flags);
[Xdr] public readonly partial record struct DomainSnapshotListNamesRet([Max(16384)] string[] Names);
[Xdr] public readonly partial record struct DomainListAllSnapshotsArgs(DomainRef Domain, bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct DomainListAllSnapshotsRet([Max(16384)] SnapshotRef[] Snapshots, int Count);
[Xdr] public readonly partial record struct DomainSnapshotNumChildrenArgs(SnapshotRef Snapshot, uint Flags);
[Xdr] public readonly partial record struct DomainSnapshotNumChildrenRet(int Count);
[Xdr] public readonly partial record struct DomainSnapshotListChildrenNamesArgs(SnapshotRef Snapshot, int MaxNames, uint Flags);
[Xdr] public readonly partial record struct DomainSnapshotListChildrenNamesRet([Max(16384)] string[] Names);
[Xdr] public readonly partial record struct DomainSnapshotListAllChildrenArgs(SnapshotRef Snapshot, bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct DomainSnapshotListAllChildrenRet([Max(16384)] SnapshotRef[] Snapshots, int Count);
[Xdr] public readonly partial record struct DomainSnapshotLookupByNameArgs(DomainRef Domain, string Name, uint Flags);
[Xdr] public readonly partial record struct DomainSnapshotLookupByNameRet(SnapshotRef Snapshot);
[Xdr] public readonly partial record struct DomainHasCurrentSnapshotArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainHasCurrentSnapshotRet(bool Result);
[Xdr] public readonly partial record struct DomainSnapshotCurrentArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainSnapshotCurrentRet(SnapshotRef Snapshot);
[Xdr] public readonly partial record struct DomainSnapshotIsCurrentArgs(SnapshotRef Snapshot, uint Flags);
[Xdr] public readonly partial record struct DomainSnapshotIsCurrentRet(bool Current);
[Xdr] public readonly partial record struct DomainSnapshotGetParentArgs(SnapshotRef Snapshot, uint Flags);
[Xdr] public readonly partial record struct DomainSnapshotGetParentRet(SnapshotRef Snapshot);
[Xdr] public readonly partial record struct DomainRevertToSnapshotArgs(SnapshotRef Snapshot, uint Flags);
[Xdr] public readonly partial record struct DomainSnapshotDeleteArgs(SnapshotRef Snapshot, uint Flags);
