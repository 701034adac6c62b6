namespace Aerostat.Protocol;

// What the host and its emulators can do.

public static partial class Remote
{
    public static readonly Procedure<Nothing, ConnectGetCapabilitiesRet> ConnectGetCapabilities = new(7, "connect:read");
    public static readonly Procedure<ConnectGetDomainCapabilitiesArgs, ConnectGetDomainCapabilitiesRet> ConnectGetDomainCapabilities =
        new(342, "connect:write");
    public static readonly Procedure<ConnectGetMaxVcpusArgs, ConnectGetMaxVcpusRet> ConnectGetMaxVcpus = new(5, "connect:read");
    public static readonly Procedure<ConnectGetCpuModelNamesArgs, ConnectGetCpuModelNamesRet> ConnectGetCpuModelNames = new(312, "connect:read");
    public static readonly Procedure<ConnectCompareCpuArgs, ConnectCompareCpuRet> ConnectCompareCpu = new(158, "connect:read");
    public static readonly Procedure<ConnectBaselineCpuArgs, ConnectBaselineCpuRet> ConnectBaselineCpu = new(162, "connect:read");
    public static readonly Procedure<ConnectCompareHypervisorCpuArgs, ConnectCompareHypervisorCpuRet> ConnectCompareHypervisorCpu = new(393, "connect:write");
    public static readonly Procedure<ConnectBaselineHypervisorCpuArgs, ConnectBaselineHypervisorCpuRet> ConnectBaselineHypervisorCpu = new(394, "connect:write");
}

[Xdr] public readonly partial record struct ConnectGetCapabilitiesRet(string Capabilities);

[Xdr]
public readonly partial record struct ConnectGetDomainCapabilitiesArgs(
    string? Emulator, string? Arch, string? Machine, string? VirtType, uint Flags);

[Xdr] public readonly partial record struct ConnectGetDomainCapabilitiesRet(string Capabilities);
[Xdr] public readonly partial record struct ConnectGetMaxVcpusArgs(string? Type);
[Xdr] public readonly partial record struct ConnectGetMaxVcpusRet(int MaxVcpus);
[Xdr] public readonly partial record struct ConnectGetCpuModelNamesArgs(string Arch, bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct ConnectGetCpuModelNamesRet([Max(8192)] string[] Models, int Result);

[Xdr] public readonly partial record struct ConnectCompareCpuArgs(string Xml, uint Flags);
[Xdr] public readonly partial record struct ConnectCompareCpuRet(int Result);
[Xdr] public readonly partial record struct ConnectBaselineCpuArgs([Max(256)] string[] Xmls, uint Flags);
[Xdr] public readonly partial record struct ConnectBaselineCpuRet(string Cpu);

[Xdr]
public readonly partial record struct ConnectCompareHypervisorCpuArgs(
    string? Emulator, string? Arch, string? Machine, string? VirtType, string Xml, uint Flags);

[Xdr] public readonly partial record struct ConnectCompareHypervisorCpuRet(int Result);

[Xdr]
public readonly partial record struct ConnectBaselineHypervisorCpuArgs(
    string? Emulator, string? Arch, string? Machine, string? VirtType, [Max(256)] string[] Xmls, uint Flags);

[Xdr] public readonly partial record struct ConnectBaselineHypervisorCpuRet(string Cpu);
