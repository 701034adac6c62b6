using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Networks;

/// <summary>Tells the kernel how much may go through one of the host's interfaces; KiB a second, of bursts KiB. It goes with the interface.</summary>
static class Traffic
{
    /// <param name="device">The other end of what is limited, as a tap is of a guest's card, or a bridge of its network.</param>
    /// <param name="limit">A way without an average has no limit.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.SystemError"/>: the kernel, or <c>tc</c>, cannot; then there is no limit.</exception>
    /// <param name="isShared">Single cards may have shares of what comes in.</param>
    public static Task LimitAsync(string device, Bandwidth? limit, bool isShared = false) =>
        TellAsync(device, () => TrafficControl.SetAsync(device, Rate(limit?.Inbound), Rate(limit?.Outbound), isShared, CancellationToken.None));

    /// <summary>Keeps a share of what comes in free for one card.</summary>
    public static Task PromiseAsync(string bridge, uint id, MacAddress mac, ulong floor, ulong average, BandwidthRate limit) =>
        TellAsync(bridge, () => SharedTraffic.AddAsync(bridge, id, mac, new(floor, Most(limit)), average, CancellationToken.None));

    public static Task ChangeAsync(string bridge, uint id, ulong floor, BandwidthRate limit) =>
        TellAsync(bridge, () => SharedTraffic.ChangeAsync(bridge, id, new(floor, Most(limit)), limit.Average ?? 0, CancellationToken.None));

    public static Task ForgetAsync(string bridge, uint id) => SharedTraffic.RemoveAsync(bridge, id, CancellationToken.None);

    /// <summary>Shares that there are.</summary>
    public static Task<IReadOnlySet<uint>> ClassesAsync(string bridge) => SharedTraffic.ListAsync(bridge, CancellationToken.None);

    /// <summary>What is not promised is for all others; at least 1, for the kernel knows no less.</summary>
    public static async Task LeaveToOthersAsync(string bridge, BandwidthRate limit, ulong promised)
    {
        var most = Most(limit);
        try
        {
            await SharedTraffic.ChangeAsync(bridge, SharedTraffic.Others, new(most > promised ? most - promised : 1, most), limit.Average ?? 0, CancellationToken.None);
        }
        catch (LinuxException)
        {
            // As in libvirt: shares hold all the same, for the whole of it has its own limit.
        }
    }

    static ulong Most(BandwidthRate limit) => limit.Peak is > 0 and var peak ? peak : limit.Average ?? 1;

    static async Task TellAsync(string device, Func<Task> tell)
    {
        try
        {
            await tell();
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
