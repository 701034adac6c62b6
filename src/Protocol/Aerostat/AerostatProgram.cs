namespace Aerostat.Protocol;

/// <summary>What libvirt has no call for. A daemon of another make says that it has no such program.</summary>
[RpcProgram]
public static partial class AerostatProgram
{
    /// <summary>"AERO" in letters: none of libvirt's.</summary>
    public const uint Program = 0x4145524f;
    public const uint Version = 1;
}
