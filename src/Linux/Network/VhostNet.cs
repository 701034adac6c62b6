using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>The kernel's own back-end for virtio network cards: one descriptor for each queue.</summary>
public static class VhostNet
{
    const string Device = "/dev/vhost-net";

    public static bool IsThere => TryOpen(1) is { } handles && Closed(handles);

    /// <summary>Null: this kernel has it not, or it may not be used.</summary>
    public static IReadOnlyList<SafeFileHandle>? TryOpen(int queues)
    {
        List<SafeFileHandle> handles = [];
        try
        {
            for (var i = 0; i < queues; i++) handles.Add(Libc.Open(Device, Libc.O_RDWR));
            return handles;
        }
        catch (LinuxException)
        {
            Closed(handles);
            return null;
        }
    }

    static bool Closed(IEnumerable<SafeFileHandle> handles)
    {
        foreach (var handle in handles) handle.Dispose();
        return true;
    }
}
