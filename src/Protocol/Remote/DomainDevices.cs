namespace Aerostat.Protocol;

// Devices, attached and detached: now, for the next start, or both.

public static partial class Remote
{
    public static readonly Procedure<DomainAttachDeviceArgs, Nothing> DomainAttachDevice = new(8, "domain:write");
    public static readonly Procedure<DomainAttachDeviceFlagsArgs, Nothing> DomainAttachDeviceFlags = new(160, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainDetachDeviceArgs, Nothing> DomainDetachDevice = new(13, "domain:write");
    public static readonly Procedure<DomainDetachDeviceFlagsArgs, Nothing> DomainDetachDeviceFlags = new(161, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainDetachDeviceAliasArgs, Nothing> DomainDetachDeviceAlias = new(392, $"domain:write {SaveIfAsked}");
    public static readonly Procedure<DomainUpdateDeviceFlagsArgs, Nothing> DomainUpdateDeviceFlags = new(174, $"domain:write {SaveIfAsked}");
}

[Xdr] public readonly partial record struct DomainAttachDeviceArgs(DomainRef Domain, string Xml);
[Xdr] public readonly partial record struct DomainAttachDeviceFlagsArgs(DomainRef Domain, string Xml, uint Flags);
[Xdr] public readonly partial record struct DomainDetachDeviceArgs(DomainRef Domain, string Xml);
[Xdr] public readonly partial record struct DomainDetachDeviceFlagsArgs(DomainRef Domain, string Xml, uint Flags);
[Xdr] public readonly partial record struct DomainDetachDeviceAliasArgs(DomainRef Domain, string Alias, uint Flags);
[Xdr] public readonly partial record struct DomainUpdateDeviceFlagsArgs(DomainRef Domain, string Xml, uint Flags);
