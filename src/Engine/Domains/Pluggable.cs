using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>What stands in the way of one device more: said in libvirt's words, before anything is placed or made.</summary>
/// <remarks>Source: libvirtd's answers to <c>virDomainAttachDeviceFlags</c>, tried kind by kind.</remarks>
static class Pluggable
{
    public static void CheckLive(Devices devices, Device device)
    {
        CheckOnly(devices, device);
        if (device is Filesystem filesystem && filesystem.Driver?.Type is not FilesystemDriverType.Virtiofs)
            throw Errors.Unsupported("only virtiofs filesystems can be hotplugged: a filesystem of another kind is for the start of a guest");
        if (device is Tpm or Panic or Iommu or Memballoon or Graphics or Hub or Sound) throw Unsupported(device, "live");
    }

    /// <summary>QEMU would take a second one, and the guest would hear the first alone.</summary>
    static void CheckOnly(Devices devices, Device device)
    {
        if (device is Watchdog && !devices.Watchdogs.IsEmpty) throw Errors.Invalid("domain already has a watchdog");
    }

    public static void CheckSaved(Devices devices, Device device)
    {
        CheckOnly(devices, device);
        if (device is Memballoon or Graphics or Hub) throw Unsupported(device, "persistent");
        switch (device)
        {
            case Disk disk when devices.Disks.Any(other => other.Target == disk.Target):
                throw Errors.Invalid($"target {disk.Target} already exists");
            case Disk { Address: { } at } disk when devices.Disks.FirstOrDefault(other => other.Bus == disk.Bus && other.Address == at) is { } holder:
                throw Errors.Invalid($"Domain already contains a disk with that address: '{holder.Target}'");
            case Rng { Address: { } at } when devices.All.FirstOrDefault(other => other.Address == at) is { } holder:
                throw Errors.ConfigUnsupported($"a device with the same address already exists: a <{holder.Element}> is at {at}");
        }
    }

    static VirtException Unsupported(Device device, string when) => Errors.Unsupported($"{when} attach of device '{device.Element}' is not supported");
}
