using Aerostat.Linux;

namespace Aerostat.Engine.HostDevices.Giving;

/// <summary>A function is taken from its driver for a guest, and given back to it.</summary>
/// <remarks>Source: the kernel's <c>driver_override</c>, <c>Documentation/ABI/testing/sysfs-bus-pci</c>. The kernel waits until the driver has let go: each call may take long.</remarks>
static class FunctionDriver
{
    public const string ForGuests = "vfio-pci";

    /// <exception cref="VirtException">The kernel does not have it so.</exception>
    public static void Take(PciFunction function, FunctionCalls calls) => Rebind(function, ForGuests, calls, () =>
    {
        if (function.Driver != ForGuests)
            throw new VirtException(ErrorCode.InternalError, $"internal error: Failed to bind PCI device '{function.Name}' to {ForGuests}: it is driven by {function.Driver ?? "nobody"}", ErrorDomain.None)
            {
                Hint = $"See what the kernel says of it: dmesg | grep {function.Name}.",
            };
    });

    /// <summary>To whichever driver the kernel finds for it.</summary>
    public static void GiveBack(PciFunction function, FunctionCalls calls) => Rebind(function, "\n", calls, () => { });

    static void Rebind(PciFunction function, string driver, FunctionCalls calls, Action check)
    {
        try
        {
            calls.Write(function.OrderOf("driver_override"), driver);
            if (function.Driver is not null) calls.Write(function.OrderOf("driver/unbind"), function.Name);
            calls.Write(function.Probe, function.Name);
        }
        catch (Exception e) when (e is LinuxException or IOException or UnauthorizedAccessException)
        {
            throw new VirtException(ErrorCode.SystemError, $"Failed to add driver '{driver.Trim()}' to driver_override  interface of PCI device '{function.Name}': {e.Message}", ErrorDomain.None, e);
        }
        check();
    }
}
