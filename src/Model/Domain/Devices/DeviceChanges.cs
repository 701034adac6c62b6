using Aerostat.Values;

namespace Aerostat.Model;

public static class DeviceChanges
{
    extension(Devices devices)
    {
        /// <summary>Every device changed by itself; it stays of its kind and in its place.</summary>
        public Devices Change(Func<Device, Device> change)
        {
            return devices with
            {
                Disks = Each(devices.Disks),
                Controllers = Each(devices.Controllers),
                Filesystems = Each(devices.Filesystems),
                Interfaces = Each(devices.Interfaces),
                Smartcards = Each(devices.Smartcards),
                Serials = Each(devices.Serials),
                Parallels = Each(devices.Parallels),
                Consoles = Each(devices.Consoles),
                Channels = Each(devices.Channels),
                Inputs = Each(devices.Inputs),
                Tpms = Each(devices.Tpms),
                Graphics = Each(devices.Graphics),
                Sounds = Each(devices.Sounds),
                Videos = Each(devices.Videos),
                Hostdevs = Each(devices.Hostdevs),
                Redirdevs = Each(devices.Redirdevs),
                Hubs = Each(devices.Hubs),
                Watchdogs = Each(devices.Watchdogs),
                Memballoon = One(devices.Memballoon),
                Rngs = Each(devices.Rngs),
                Nvram = One(devices.Nvram),
                Panics = Each(devices.Panics),
                Shmems = Each(devices.Shmems),
                Memories = Each(devices.Memories),
                Cryptos = Each(devices.Cryptos),
                Iommu = One(devices.Iommu),
                Vsock = One(devices.Vsock),
            };

            ValueList<T> Each<T>(ValueList<T> list) where T : Device => list.IsEmpty ? list : list.Map(device => (T)change(device));
            T? One<T>(T? device) where T : Device => device is null ? null : (T)change(device);
        }

        /// <summary>Devices that were given an address get it; each is known by itself, not by its content.</summary>
        internal Devices At(Dictionary<Device, DeviceAddress> places) =>
            places.Count == 0 ? devices : devices.Change(device => places.TryGetValue(device, out var place) ? device with { Address = place } : device);

        /// <summary>The same devices and one more, at the end of its list.</summary>
        /// <exception cref="VirtException">A kind of which there is one only, and there is one.</exception>
        public Devices Add(Device device) => device switch
        {
            Disk v => devices with { Disks = DiskOrder.Insert(devices.Disks, v) },
            Controller v => devices with { Controllers = ControllerOrder.Insert(devices.Controllers, v) },
            Filesystem v => devices with { Filesystems = devices.Filesystems.Add(v) },
            Interface v => devices with { Interfaces = devices.Interfaces.Add(v) },
            Smartcard v => devices with { Smartcards = devices.Smartcards.Add(v) },
            Serial v => devices with { Serials = devices.Serials.Add(v) },
            Parallel v => devices with { Parallels = devices.Parallels.Add(v) },
            ConsoleDevice v => devices with { Consoles = devices.Consoles.Add(v) },
            Channel v => devices with { Channels = devices.Channels.Add(v) },
            Input v => devices with { Inputs = devices.Inputs.Add(v) },
            Sound v => devices with { Sounds = devices.Sounds.Add(v) },
            Video v => devices with { Videos = devices.Videos.Add(v) },
            Graphics v => devices with { Graphics = devices.Graphics.Add(v) },
            Tpm v => devices with { Tpms = devices.Tpms.Add(v) },
            Hostdev v => devices with { Hostdevs = devices.Hostdevs.Add(v) },
            Redirdev v => devices with { Redirdevs = devices.Redirdevs.Add(v) },
            Hub v => devices with { Hubs = devices.Hubs.Add(v) },
            Watchdog v => devices with { Watchdogs = devices.Watchdogs.Add(v) },
            Rng v => devices with { Rngs = devices.Rngs.Add(v) },
            Panic v => devices with { Panics = devices.Panics.Add(v) },
            Shmem v => devices with { Shmems = devices.Shmems.Add(v) },
            MemoryDevice v => devices with { Memories = devices.Memories.Add(v) },
            Crypto v => devices with { Cryptos = devices.Cryptos.Add(v) },
            Memballoon v when devices.Memballoon is null => devices with { Memballoon = v },
            Vsock v when devices.Vsock is null => devices with { Vsock = v },
            Iommu v when devices.Iommu is null => devices with { Iommu = v },
            _ => throw new VirtException(ErrorCode.OperationInvalid, $"Requested operation is not valid: domain already has a {DeviceXml.Name(device)}"),
        };

        /// <summary>The same devices but this one, which is known by itself.</summary>
        public Devices Remove(Device device)
        {
            return devices with
            {
                Disks = Without(devices.Disks),
                Controllers = Without(devices.Controllers),
                Filesystems = Without(devices.Filesystems),
                Interfaces = Without(devices.Interfaces),
                Smartcards = Without(devices.Smartcards),
                Serials = Without(devices.Serials),
                Parallels = Without(devices.Parallels),
                Consoles = Without(devices.Consoles),
                Channels = Without(devices.Channels),
                Inputs = Without(devices.Inputs),
                Tpms = Without(devices.Tpms),
                Graphics = Without(devices.Graphics),
                Sounds = Without(devices.Sounds),
                Videos = Without(devices.Videos),
                Hostdevs = Without(devices.Hostdevs),
                Redirdevs = Without(devices.Redirdevs),
                Hubs = Without(devices.Hubs),
                Watchdogs = Without(devices.Watchdogs),
                Memballoon = OneWithout(devices.Memballoon),
                Rngs = Without(devices.Rngs),
                Nvram = OneWithout(devices.Nvram),
                Panics = Without(devices.Panics),
                Shmems = Without(devices.Shmems),
                Memories = Without(devices.Memories),
                Cryptos = Without(devices.Cryptos),
                Iommu = OneWithout(devices.Iommu),
                Vsock = OneWithout(devices.Vsock),
            };

            ValueList<T> Without<T>(ValueList<T> list) where T : Device => list.Where(other => !ReferenceEquals(other, device));
            T? OneWithout<T>(T? other) where T : Device => ReferenceEquals(other, device) ? null : other;
        }

        /// <summary>The same devices with one in another's place.</summary>
        public Devices Replace(Device old, Device device) => devices.Change(other => ReferenceEquals(other, old) ? device : other);
    }
}
