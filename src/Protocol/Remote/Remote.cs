namespace Aerostat.Protocol;

/// <summary>libvirt's main program: every call and event of domains, networks, storage and the host.</summary>
/// <remarks>
/// Numbers, fields, maxima and access rules: <c>data/protocol/libvirt-rpc.json</c>; a test holds each line here against it.
/// What is not declared stands in <c>not-yet.txt</c> beside it.
/// </remarks>
[RpcProgram]
public static partial class Remote
{
    public const uint Program = 0x20008086;
    public const uint Version = 1;

    /// <summary>The right to save, where the saved configuration is asked for: by flag, or by having no running guest.</summary>
    const string SaveIfAsked = "domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG";
}
