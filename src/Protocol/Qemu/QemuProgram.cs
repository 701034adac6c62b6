namespace Aerostat.Protocol;

/// <summary>What only QEMU's driver has: the monitor and the guest's agent, unfiltered.</summary>
[RpcProgram]
public static partial class QemuProgram
{
    public const uint Program = 0x20008087;
    public const uint Version = 1;
}
