namespace Aerostat.Protocol;

// Virtual processors, and the real ones that they may run on. CPU maps are little-endian bit strings.

public static partial class Remote
{
    public static readonly Procedure<DomainGetVcpusArgs, DomainGetVcpusRet> DomainGetVcpus = new(20, "domain:read");
    public static readonly Procedure<DomainGetMaxVcpusArgs, DomainGetMaxVcpusRet> DomainGetMaxVcpus = new(18, "domain:read");
    public static readonly Procedure<DomainSetVcpusArgs, Nothing> DomainSetVcpus = new(32, "domain:write");
    public static readonly Procedure<DomainSetVcpusFlagsArgs, Nothing> DomainSetVcpusFlags =
        new(199, $"domain:write {SaveIfAsked} domain:write:VIR_DOMAIN_VCPU_GUEST");
    public static readonly Procedure<DomainGetVcpusFlagsArgs, DomainGetVcpusFlagsRet> DomainGetVcpusFlags =
        new(200, "domain:read domain:write:VIR_DOMAIN_VCPU_GUEST");
    public static readonly Procedure<DomainSetVcpuArgs, Nothing> DomainSetVcpu = new(384, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainPinVcpuArgs, Nothing> DomainPinVcpu = new(26, "domain:write");
    public static readonly Procedure<DomainPinVcpuFlagsArgs, Nothing> DomainPinVcpuFlags = new(225, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainGetVcpuPinInfoArgs, DomainGetVcpuPinInfoRet> DomainGetVcpuPinInfo = new(230, "domain:read");
    public static readonly Procedure<DomainPinEmulatorArgs, Nothing> DomainPinEmulator = new(279, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainGetEmulatorPinInfoArgs, DomainGetEmulatorPinInfoRet> DomainGetEmulatorPinInfo = new(280, "domain:read");
}

[Xdr] public readonly partial record struct DomainGetVcpusArgs(DomainRef Domain, int MaxInfo, int MapLength);
[Xdr] public readonly partial record struct DomainGetVcpusRet([Max(16384)] VcpuInfo[] Info, [Max(8388608)] byte[] CpuMaps);
[Xdr] public readonly partial record struct VcpuInfo(uint Number, int State, ulong CpuTime, int Cpu);
[Xdr] public readonly partial record struct DomainGetMaxVcpusArgs(DomainRef Domain);
[Xdr] public readonly partial record struct DomainGetMaxVcpusRet(int Count);
[Xdr] public readonly partial record struct DomainSetVcpusArgs(DomainRef Domain, uint NVcpus);
[Xdr] public readonly partial record struct DomainSetVcpusFlagsArgs(DomainRef Domain, uint NVcpus, uint Flags);
[Xdr] public readonly partial record struct DomainGetVcpusFlagsArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainGetVcpusFlagsRet(int Count);
[Xdr] public readonly partial record struct DomainSetVcpuArgs(DomainRef Domain, string CpuMap, int State, uint Flags);
[Xdr] public readonly partial record struct DomainPinVcpuArgs(DomainRef Domain, uint Vcpu, [Max(2048)] byte[] CpuMap);
[Xdr] public readonly partial record struct DomainPinVcpuFlagsArgs(DomainRef Domain, uint Vcpu, [Max(2048)] byte[] CpuMap, uint Flags);
[Xdr] public readonly partial record struct DomainGetVcpuPinInfoArgs(DomainRef Domain, int NCpuMaps, int MapLength, uint Flags);
[Xdr] public readonly partial record struct DomainGetVcpuPinInfoRet([Max(8388608)] byte[] CpuMaps, int Count);
[Xdr] public readonly partial record struct DomainPinEmulatorArgs(DomainRef Domain, [Max(2048)] byte[] CpuMap, uint Flags);
[Xdr] public readonly partial record struct DomainGetEmulatorPinInfoArgs(DomainRef Domain, int MapLength, uint Flags);
[Xdr] public readonly partial record struct DomainGetEmulatorPinInfoRet([Max(8388608)] byte[] CpuMaps, int Result);
