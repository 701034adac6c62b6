using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>A thread of QEMU's that serves disks alone.</summary>
public static class IoThreadPart
{
    public static Part Of(IoThread thread) => Part.Object("iothread", $"iothread{thread.Id}").With("thread-pool-min", thread.PoolMin).With("thread-pool-max", thread.PoolMax);
}
