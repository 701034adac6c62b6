namespace Aerostat.Protocol;

// Guests whose memory is encrypted.

public static partial class Remote
{
    public static readonly Procedure<NodeGetSevInfoArgs, NodeGetSevInfoRet> NodeGetSevInfo = new(395, "connect:read");
    public static readonly Procedure<DomainGetLaunchSecurityInfoArgs, DomainGetLaunchSecurityInfoRet> DomainGetLaunchSecurityInfo = new(396, "domain:read");
}

[Xdr] public readonly partial record struct NodeGetSevInfoArgs(int Count, uint Flags);
[Xdr] public readonly partial record struct NodeGetSevInfoRet([Max(64)] TypedParam[] Params, int Count);
[Xdr] public readonly partial record struct DomainGetLaunchSecurityInfoArgs(DomainRef Domain, uint Flags);
[Xdr] public readonly partial record struct DomainGetLaunchSecurityInfoRet([Max(64)] TypedParam[] Params);
