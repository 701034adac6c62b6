using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>Memory that several guests see.</summary>
static class ShmemParts
{
    extension(Shmem shmem)
    {
        public IEnumerable<Part> Parts(Machine machine)
        {
            if (shmem.Size is { } size && (!System.Numerics.BitOperations.IsPow2(size.Value) || size < Bytes.Mib(1)))
                throw new VirtException(ErrorCode.XmlError, "XML error: shared memory has a power of two of bytes, 1 MiB at least");
            if (shmem.HasServer)
            {
                yield return Part.OfChardev(new UnixChardev($"char{shmem.Alias}", shmem.ServerPath ?? $"/var/lib/libvirt/shmem-{shmem.Name}-sock"));
                yield return Part.Device("ivshmem-doorbell", shmem.Alias)
                    .With("chardev", $"char{shmem.Alias}")
                    .With("vectors", shmem.Vectors)
                    .With("ioeventfd", shmem.IoEventFd ?? true)
                    .And(machine.Place(shmem));
                yield break;
            }
            yield return Part.Object("memory-backend-file", $"shmmem-{shmem.Alias}")
                .With("mem-path", $"/dev/shm/{shmem.Name}")
                .With("size", (shmem.Size ?? Bytes.Mib(4)).Value)
                .With("share", true);
            yield return Part.Device("ivshmem-plain", shmem.Alias)
                .With("memdev", $"shmmem-{shmem.Alias}")
                .OnOff("master", shmem.Role is { } role ? role is ShmemRole.Master : null)
                .And(machine.Place(shmem));
        }
    }
}
