namespace Aerostat.Protocol;

// Threads of QEMU's that serve disks alone, and the real processors that they may run on.

public static partial class Remote
{
    public static readonly Procedure<DomainGetIoThreadInfoArgs, DomainGetIoThreadInfoRet> DomainGetIoThreadInfo = new(351, "domain:read");
    public static readonly Procedure<DomainPinIoThreadArgs, Nothing> DomainPinIoThread = new(352, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainAddIoThreadArgs, Nothing> DomainAddIoThread = new(355, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainDelIoThreadArgs, Nothing> DomainDelIoThread = new(356, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainSetIoThreadParamsArgs, Nothing> DomainSetIoThreadParams = new(402, $"domain:write {SaveIfAsked}");
}

[Xdr] public readonly partial record struct DomainGetIoThreadInfoArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainGetIoThreadInfoRet([Max(16384)] DomainIoThreadInfo[] Info, uint Count);
[Xdr] public readonly partial record struct DomainIoThreadInfo(uint Id, [Max(2048)] byte[] CpuMap);
[Xdr] public readonly partial record struct DomainPinIoThreadArgs(DomainRef Domain, uint Id, [Max(2048)] byte[] CpuMap, uint Flags);
[Xdr] public readonly partial record struct DomainAddIoThreadArgs(DomainRef Domain, uint Id, uint Flags);
[Xdr] public readonly partial record struct DomainDelIoThreadArgs(DomainRef Domain, uint Id, uint Flags);
[Xdr] public readonly partial record struct DomainSetIoThreadParamsArgs(DomainRef Domain, uint Id, [Max(64)] TypedParam[] Params, uint Flags);
