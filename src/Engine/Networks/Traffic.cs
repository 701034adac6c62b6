using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Networks;

/// <summary>Tells the kernel how much may go through one of the host's interfaces; KiB a second, of bursts KiB. It goes with the interface.</summary>
static class Traffic
{
    /// <param name="device">The other end of what is limited, as a tap is of a guest's card, or a bridge of its network.</param>
    /// <param name="limit">A way without an average has no limit.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.SystemError"/>: the kernel, or <c>tc</c>, cannot; then there is no limit.</exception>
    public static async Task LimitAsync(string device, Bandwidth? limit)
    {
        try
        {
            await TrafficControl.SetAsync(device, Rate(limit?.Inbound), Rate(limit?.Outbound), CancellationToken.None);
        }
        catch (LinuxException e)
        {
            throw new VirtException(ErrorCode.SystemError, $"cannot limit what goes through '{device}': {e.Message}", cause: e)
            {
                Hint = "It takes tc of the package iproute2, and of the kernel sch_htb for inbound, sch_ingress, cls_u32 and act_police for outbound.",
            };
        }
    }

    static TapRate? Rate(BandwidthRate? rate) => rate?.Average is > 0 and var average ? new(average, rate.Peak, rate.Burst) : null;
}
