using Aerostat.Engine.Domains;
using Aerostat.Model;

namespace Aerostat.Engine.Piloting;

/// <summary>Why no balloon can help a host with a guest.</summary>
/// <remarks>Source: QEMU's <c>virtio_balloon_inhibited()</c>: where a device of the host's reaches the guest's pages, none is discarded; what the balloon takes is lost to the guest, and the host has nothing of it.</remarks>
static class Hindrance
{
    /// <returns>For people; null: one can.</returns>
    public static string? Of(DomainDefinition definition) =>
        !definition.HasBalloon ? "it has no balloon: add <memballoon model='virtio'/> to its devices and start it anew"
        : definition.MemoryBacking is { HugePages: not null } ? "its memory is huge pages, of which a balloon gives back little or nothing"
        : definition.MemoryBacking is { Locked: true } ? "its memory is locked, and none of it comes back"
        : Reached(definition.Devices) ? "it has a device of the host's, and of what that may reach nothing comes back"
        : null;

    static bool Reached(Devices devices) =>
        devices.Hostdevs.Any(device => device.Type is HostdevType.Pci or HostdevType.Mdev) || devices.Interfaces.Any(card => card.Type is InterfaceType.Hostdev or InterfaceType.Vdpa);
}
