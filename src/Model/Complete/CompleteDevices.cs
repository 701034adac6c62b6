using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What each device leaves open of itself.</summary>
static class CompleteDevices
{
    public static Devices All(DomainDefinition v, Platform platform, Chance chance)
    {
        var devices = v.Devices.Change(device => One(device, v, platform, chance));
        devices = devices with
        {
            Disks = DiskOrder.Sorted(devices.Disks),
            // The primary card comes first.
            Videos = devices.Videos.OrderBy(video => video.Model.Primary is true ? 0 : 1).ToValueList(),
        };
        return Numbered(devices);
    }

    public static Device One(Device device, DomainDefinition v, Platform platform, Chance chance)
    {
        var machine = MachineFamily.Of(v);
        return device switch
        {
            Disk disk => CompleteDisks.Of(disk),
            Interface card => CompleteInterfaces.Of(card, machine, chance),
            Controller controller => controller,
            CharDevice port => CompleteChars.Of(port, machine),
            Input input => Of(input, machine),
            Graphics graphics => CompleteGraphics.Of(graphics),
            Video video => CompleteVideos.Of(video, machine, platform, IsPrimary(v.Devices.Videos, video)),
            Watchdog watchdog => watchdog with { Action = watchdog.Action ?? WatchdogAction.Reset },
            Panic panic => panic with { Model = panic.Model ?? (machine.IsX86 ? PanicModel.Isa : machine.IsVirt ? PanicModel.Pvpanic : null) },
            Tpm tpm => Of(tpm),
            Filesystem filesystem => Of(filesystem),
            Hostdev { Mode: HostdevMode.Subsystem } hostdev => CompleteHostdevs.Of(hostdev),
            Shmem shmem => Of(shmem with { Model = shmem.Model ?? ShmemModel.Ivshmem }),
            Redirdev { Backend: { Type: CharType.Dbus, Channel: null } backend } redirdev => redirdev with { Backend = backend with { Channel = "org.qemu.usbredir" } },
            Vsock vsock => vsock with { Model = vsock.Model ?? VirtioModel.Virtio },
            Rng { Backend: { Model: RngBackendModel.Random, Path: null } backend } rng => rng with { Backend = backend with { Path = "/dev/random" } },
            _ => device,
        };
    }

    /// <summary>Ports count from 0 in their own list.</summary>
    static Devices Numbered(Devices devices)
    {
        var serials = Each(devices.Serials);
        return devices with
        {
            Serials = serials,
            Parallels = Each(devices.Parallels),
            // The first console is the first serial port under its other name.
            Consoles = Places(devices.Consoles is [{ TargetType: ConsoleTargetType.Serial } first, ..] && serials is [var line, ..] ? devices.Consoles.With(0, first with { Port = line.Port }) : devices.Consoles),
        };

        static ValueList<T> Each<T>(ValueList<T> list) where T : CharDevice
        {
            HashSet<uint> used = [.. list.Select(device => device.Port).OfType<uint>()];
            uint lowest = 0;
            return list.Map(device => device.Port is null ? (T)(device with { Port = Unused() }) : device);

            uint Unused()
            {
                while (!used.Add(lowest)) lowest++;
                return lowest;
            }
        }

        static ValueList<T> Places<T>(ValueList<T> list) where T : CharDevice =>
            list.Select((device, i) => (T)(device with { Port = device.Port ?? (uint)i })).ToValueList();
    }

    /// <summary>The one that says so; else the first.</summary>
    static bool IsPrimary(ValueList<Video> videos, Video video) =>
        videos.IsEmpty || video.Model.Primary is true || ReferenceEquals(videos[0], video) && !videos.Any(other => other.Model.Primary is true);

    static Input Of(Input input, MachineFamily machine) => input with
    {
        Bus = input.Bus ?? input.Type switch
        {
            InputType.Evdev => null,
            InputType.Passthrough => InputBus.Virtio,
            InputType.Mouse or InputType.Keyboard when machine.IsX86 => InputBus.Ps2,
            _ => InputBus.Usb,
        },
    };

    static Shmem Of(Shmem shmem) => shmem.Model switch
    {
        ShmemModel.IvshmemPlain => shmem with { Size = shmem.Size ?? Bytes.Mib(4) },
        ShmemModel.IvshmemDoorbell => shmem with { HasMsi = true, IoEventFd = shmem.IoEventFd ?? true },
        _ => shmem,
    };

    static Tpm Of(Tpm tpm) => tpm with
    {
        Model = tpm.Model ?? TpmModel.TpmTis,
        Backend = tpm.Backend.Type is TpmBackendType.Emulator ? tpm.Backend with { Version = tpm.Backend.Version ?? TpmVersion.V20 } : tpm.Backend,
    };

    static Filesystem Of(Filesystem filesystem) => filesystem with
    {
        AccessMode = filesystem.AccessMode ?? (filesystem.Source?.Socket is null ? AccessMode.Passthrough : null),
    };
}
