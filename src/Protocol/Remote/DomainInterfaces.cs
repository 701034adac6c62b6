namespace Aerostat.Protocol;

// Network interfaces of a domain.

public static partial class Remote
{
    public static readonly Procedure<DomainInterfaceStatsArgs, DomainInterfaceStatsRet> DomainInterfaceStats = new(65, "domain:read");
    public static readonly Procedure<DomainInterfaceAddressesArgs, DomainInterfaceAddressesRet> DomainInterfaceAddresses =
        new(353, "domain:read domain:write::source:VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT");
}

[Xdr] public readonly partial record struct DomainInterfaceStatsArgs(DomainRef Domain, string Device);

[Xdr]
public readonly partial record struct DomainInterfaceStatsRet(
    long RxBytes, long RxPackets, long RxErrs, long RxDrop, long TxBytes, long TxPackets, long TxErrs, long TxDrop);

[Xdr] public readonly partial record struct DomainInterfaceAddressesArgs(DomainRef Domain, uint Source, uint Flags);
[Xdr] public readonly partial record struct DomainInterfaceAddressesRet([Max(2048)] DomainInterface[] Interfaces);
[Xdr] public readonly partial record struct DomainInterface(string Name, string? Mac, [Max(2048)] DomainIpAddress[] Addresses);
[Xdr] public readonly partial record struct DomainIpAddress(int Type, string Address, uint Prefix);
