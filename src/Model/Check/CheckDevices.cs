using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>All other devices.</summary>
static class CheckDevices
{
    public static IEnumerable<Problem> Problems(DomainDefinition v, Platform platform)
    {
        HashSet<uint> orders = [];
        foreach (var device in v.Devices.All)
        {
            if (device.BootOrder is not { } order) continue;
            if (!v.Os.Boot.IsEmpty)
            {
                yield return Problem.Unsupported("/domain/os/boot", "per-device boot elements cannot be used together with os/boot elements", "Keep one of both.", ErrorDomain.Domain);
                break;
            }
            if (!orders.Add(order)) yield return Problem.Unsupported("/domain/devices", $"boot order '{order}' used for more than one device", domain: ErrorDomain.Domain);
        }
        HashSet<string> aliases = [];
        foreach (var device in v.Devices.All)
        {
            if (device.Alias is { } alias && device is not (ConsoleDevice or Controller { Type: ControllerType.Usb }) && !aliases.Add(alias))
                yield return Problem.Unsupported("/domain/devices", $"non unique alias detected: {alias}", domain: ErrorDomain.Domain);
        }
        if (v.Devices.Videos.Count(video => video.Model.Primary is true) > 1)
            yield return Problem.Unsupported("/domain/devices/video", "Only one primary video device is supported", domain: ErrorDomain.Domain);
        if (v.Devices.Videos.Count > 1 && v.Devices.Videos.Any(video => video.Model.Type is VideoType.None))
            yield return Problem.Unsupported("/domain/devices/video", "a 'none' video type must be the only video device defined for the domain", domain: ErrorDomain.Domain);
        if (v.Devices.Videos.Any(video => video is { Model.Type: VideoType.Ramfb, Address: not null }))
            yield return Problem.Unsupported("/domain/devices/video", "address not supported for video type ramfb", domain: ErrorDomain.Domain);
        if (v.Devices.Graphics.Count(g => g.Gl is true || g.Type is GraphicsType.EglHeadless) > 1)
            yield return Problem.Unsupported("/domain/devices/graphics", "multiple OpenGL displays are not supported by QEMU");
        if (v.Devices.Graphics.Any(g => g.Type is GraphicsType.EglHeadless) && v.Devices.Graphics.Any(g => g.Type is not (GraphicsType.EglHeadless or GraphicsType.Vnc or GraphicsType.Spice)))
            yield return Problem.Unsupported("/domain/devices/graphics", "graphics type 'egl-headless' is only supported with one of: 'vnc', 'spice' graphics types");
        foreach (var input in v.Devices.Inputs)
        {
            if (input is { Bus: InputBus.Virtio, Type: not (InputType.Passthrough or InputType.Evdev), Model: VirtioModel.VirtioTransitional or VirtioModel.VirtioNonTransitional })
                yield return Problem.Unsupported("/domain/devices/input", $"virtio (non-)transitional models are not supported for input type={input.Type.Word()}");
        }
        foreach (var graphics in v.Devices.Graphics)
        {
            if (graphics.TlsPort is > 0)
                yield return Problem.Unsupported("/domain/devices/graphics/@tlsPort", "spice TLS port set in XML configuration, but TLS is disabled in qemu.conf", "Leave tlsPort out.");
        }
        if (v.Devices.Shmems.Any(shmem => shmem is { Model: ShmemModel.Ivshmem, HasMsi: true, HasServer: false }))
            yield return Problem.Wrong("/domain/devices/shmem/msi", "msi option is only supported with a server");
        if (v.Devices.Shmems.Any(shmem => shmem.Model is ShmemModel.Ivshmem) && !platform.Has("ivshmem"))
            yield return Problem.Unsupported("/domain/devices/shmem", "ivshmem device is not supported with this QEMU binary", "Use model ivshmem-plain or ivshmem-doorbell.");
    }
}
