using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A device's own document: what attach, detach and update are given, and what their events tell.</summary>
public static class DeviceXml
{
    /// <exception cref="VirtException"><see cref="ErrorCode.XmlDetail"/>, <see cref="ErrorCode.XmlError"/>: no device that we know.</exception>
    public static Device Read(string xml, ReadOptions? options = null)
    {
        var root = XmlSource.Read(xml, "device_definition");
        return XmlMap.Read(root, options ?? ReadOptions.Default, x => Of(root.Name, x));
    }

    public static string Write(Device device, WriteOptions? options = null) =>
        XmlOutput.Write(XmlMap.Write(Name(device), options ?? WriteOptions.Default, x => Map(x, device)));

    static Device Of(string name, XmlMap x) => name switch
    {
        "disk" => Disk.Map(x, new()),
        "controller" => Controller.Map(x, new()),
        "filesystem" => Filesystem.Map(x, new()),
        "interface" => Interface.Map(x, new()),
        "smartcard" => Smartcard.Map(x, new()),
        "serial" => Serial.Map(x, new()),
        "parallel" => Parallel.Map(x, new()),
        "console" => ConsoleDevice.Map(x, new()),
        "channel" => Channel.Map(x, new()),
        "input" => Input.Map(x, new()),
        "tpm" => Tpm.Map(x, new()),
        "graphics" => Graphics.Map(x, new()),
        "sound" => Sound.Map(x, new()),
        "video" => Video.Map(x, new()),
        "hostdev" => Hostdev.Map(x, new()),
        "redirdev" => Redirdev.Map(x, new()),
        "hub" => Hub.Map(x, new()),
        "watchdog" => Watchdog.Map(x, new()),
        "memballoon" => Memballoon.Map(x, new()),
        "rng" => Rng.Map(x, new()),
        "nvram" => Nvram.Map(x, new()),
        "panic" => Panic.Map(x, new()),
        "shmem" => Shmem.Map(x, new()),
        "memory" => MemoryDevice.Map(x, new()),
        "crypto" => Crypto.Map(x, new()),
        "iommu" => Iommu.Map(x, new()),
        "vsock" => Vsock.Map(x, new()),
        _ => throw new VirtException(ErrorCode.ConfigUnsupported, $"unsupported configuration: unknown device type '{name}'", ErrorDomain.Domain)
        {
            Hint = $"<{name}> is no device that can be plugged; <disk> or <interface>, for example, is.",
        },
    };

    static void Map(XmlMap x, Device device) => _ = device switch
    {
        Disk v => Disk.Map(x, v),
        Controller v => Controller.Map(x, v),
        Filesystem v => Filesystem.Map(x, v),
        Interface v => Interface.Map(x, v),
        Smartcard v => Smartcard.Map(x, v),
        Serial v => Serial.Map(x, v),
        Parallel v => Parallel.Map(x, v),
        ConsoleDevice v => ConsoleDevice.Map(x, v),
        Channel v => Channel.Map(x, v),
        Input v => Input.Map(x, v),
        Tpm v => Tpm.Map(x, v),
        Graphics v => Graphics.Map(x, v),
        Sound v => Sound.Map(x, v),
        Video v => Video.Map(x, v),
        Hostdev v => Hostdev.Map(x, v),
        Redirdev v => Redirdev.Map(x, v),
        Hub v => Hub.Map(x, v),
        Watchdog v => Watchdog.Map(x, v),
        Memballoon v => Memballoon.Map(x, v),
        Rng v => Rng.Map(x, v),
        Nvram v => Nvram.Map(x, v),
        Panic v => Panic.Map(x, v),
        Shmem v => Shmem.Map(x, v),
        MemoryDevice v => MemoryDevice.Map(x, v),
        Crypto v => Crypto.Map(x, v),
        Iommu v => Iommu.Map(x, v),
        Vsock v => (Device)Vsock.Map(x, v),
        _ => throw new ArgumentException($"a {device.GetType().Name} has no document of its own", nameof(device)),
    };

    /// <summary>The element that a device is written as.</summary>
    public static string Name(Device device) => device switch
    {
        MemoryDevice => "memory",
        ConsoleDevice => "console",
        _ => device.GetType().Name.ToLowerInvariant(),
    };
}
