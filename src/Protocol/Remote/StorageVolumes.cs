namespace Aerostat.Protocol;

// Storage volumes, and their contents by stream.

public static partial class Remote
{
    public static readonly Procedure<StorageVolLookupByNameArgs, StorageVolLookupByNameRet> StorageVolLookupByName = new(95, "storage_vol:getattr");
    public static readonly Procedure<StorageVolLookupByKeyArgs, StorageVolLookupByKeyRet> StorageVolLookupByKey = new(96, "storage_vol:getattr");
    public static readonly Procedure<StorageVolLookupByPathArgs, StorageVolLookupByPathRet> StorageVolLookupByPath = new(97, "storage_vol:getattr");
    public static readonly Procedure<StorageVolCreateXmlArgs, StorageVolCreateXmlRet> StorageVolCreateXml = new(93, "storage_vol:create");
    public static readonly Procedure<StorageVolCreateXmlFromArgs, StorageVolCreateXmlFromRet> StorageVolCreateXmlFrom =
        new(125, "storage_vol:create");
    public static readonly Procedure<StorageVolDeleteArgs, Nothing> StorageVolDelete = new(94, "storage_vol:delete");
    public static readonly Procedure<StorageVolWipeArgs, Nothing> StorageVolWipe = new(165, "storage_vol:format");
    public static readonly Procedure<StorageVolWipePatternArgs, Nothing> StorageVolWipePattern = new(259, "storage_vol:format");
    public static readonly Procedure<StorageVolResizeArgs, Nothing> StorageVolResize = new(260, "storage_vol:resize");
    public static readonly Procedure<StorageVolGetXmlDescArgs, StorageVolGetXmlDescRet> StorageVolGetXmlDesc = new(99, "storage_vol:read");
    public static readonly Procedure<StorageVolGetInfoArgs, StorageVolGetInfoRet> StorageVolGetInfo = new(98, "storage_vol:read");
    public static readonly Procedure<StorageVolGetInfoFlagsArgs, StorageVolGetInfoFlagsRet> StorageVolGetInfoFlags = new(378, "storage_vol:read");
    public static readonly Procedure<StorageVolGetPathArgs, StorageVolGetPathRet> StorageVolGetPath = new(100, "storage_vol:read");
    public static readonly Procedure<StorageVolUploadArgs, Nothing> StorageVolUpload = new(208, "storage_vol:data_write");
    public static readonly Procedure<StorageVolDownloadArgs, Nothing> StorageVolDownload = new(209, "storage_vol:data_read");
}

[Xdr] public readonly partial record struct StorageVolLookupByNameArgs(PoolRef Pool, string Name);
[Xdr] public readonly partial record struct StorageVolLookupByNameRet(VolumeRef Volume);
[Xdr] public readonly partial record struct StorageVolLookupByKeyArgs(string Key);
[Xdr] public readonly partial record struct StorageVolLookupByKeyRet(VolumeRef Volume);
[Xdr] public readonly partial record struct StorageVolLookupByPathArgs(string Path);
[Xdr] public readonly partial record struct StorageVolLookupByPathRet(VolumeRef Volume);
[Xdr] public readonly partial record struct StorageVolCreateXmlArgs(PoolRef Pool, string Xml, uint Flags);
[Xdr] public readonly partial record struct StorageVolCreateXmlRet(VolumeRef Volume);
[Xdr] public readonly partial record struct StorageVolCreateXmlFromArgs(PoolRef Pool, string Xml, VolumeRef Source, uint Flags);
[Xdr] public readonly partial record struct StorageVolCreateXmlFromRet(VolumeRef Volume);
[Xdr] public readonly partial record struct StorageVolDeleteArgs(VolumeRef Volume, uint Flags);
[Xdr] public readonly partial record struct StorageVolWipeArgs(VolumeRef Volume, uint Flags);
[Xdr] public readonly partial record struct StorageVolWipePatternArgs(VolumeRef Volume, uint Algorithm, uint Flags);
[Xdr] public readonly partial record struct StorageVolResizeArgs(VolumeRef Volume, ulong Capacity, uint Flags);
[Xdr] public readonly partial record struct StorageVolGetXmlDescArgs(VolumeRef Volume, uint Flags);
[Xdr] public readonly partial record struct StorageVolGetXmlDescRet(string Xml);
[Xdr] public readonly partial record struct StorageVolGetInfoArgs(VolumeRef Volume);
[Xdr] public readonly partial record struct StorageVolGetInfoRet(sbyte Type, ulong Capacity, ulong Allocation);
[Xdr] public readonly partial record struct StorageVolGetInfoFlagsArgs(VolumeRef Volume, uint Flags);
[Xdr] public readonly partial record struct StorageVolGetInfoFlagsRet(sbyte Type, ulong Capacity, ulong Allocation);
[Xdr] public readonly partial record struct StorageVolGetPathArgs(VolumeRef Volume);
[Xdr] public readonly partial record struct StorageVolGetPathRet(string Name);
[Xdr] public readonly partial record struct StorageVolUploadArgs(VolumeRef Volume, ulong Offset, ulong Length, uint Flags);
[Xdr] public readonly partial record struct StorageVolDownloadArgs(VolumeRef Volume, ulong Offset, ulong Length, uint Flags);
