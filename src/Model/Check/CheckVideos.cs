using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Cards that show a picture: their memories, and what only some kinds can.</summary>
/// <remarks>Source: libvirt's <c>virDomainVideoDefValidate</c> and <c>qemuValidateDomainDeviceDefVideo</c>.</remarks>
static class CheckVideos
{
    const string Path = "/domain/devices/video";

    /// <summary>KiB</summary>
    const uint LeastMemory = 1024, MostMemory = uint.MaxValue / 1024;

    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        foreach (var video in v.Devices.Videos)
        {
            foreach (var message in Misplaced(video)) yield return Problem.Unsupported(Path, message, domain: ErrorDomain.Domain);
            foreach (var problem in Memories(video.Model)) yield return problem;
            var model = video.Model;
            if (model.Width is not null && model.Type is not (VideoType.Vga or VideoType.Qxl or VideoType.Virtio or VideoType.Bochs or VideoType.None or VideoType.Default))
                yield return Problem.Wrong($"{Path}/model/resolution", "model resolution is not supported", domain: ErrorDomain.Qemu);
            if (model.Accel2D is true) yield return Problem.Unsupported($"{Path}/model/acceleration", "qemu does not support the accel2d setting");
            if (model is { Accel3D: true, Type: not VideoType.Virtio } && video.DriverName is not VideoDriver.Vhostuser)
                yield return Problem.Unsupported($"{Path}/model/acceleration", "3d acceleration is supported only with 'virtio' video device");
            if (model.Type is VideoType.Xen or VideoType.Vbox or VideoType.Parallels or VideoType.Gop)
                yield return Problem.Unsupported($"{Path}/model/@type", $"domain configuration does not support video model '{model.Type.Word()}'");
        }
        // Which of several is the first one is told by the first attribute, or by the order.
        var primary = v.Devices.Videos.FirstOrDefault(video => video.Model.Primary is true) ?? (v.Devices.Videos.IsEmpty ? null : v.Devices.Videos[0]);
        foreach (var video in v.Devices.Videos)
        {
            if (!ReferenceEquals(video, primary) && video.Model.Type is not (VideoType.Qxl or VideoType.Virtio or VideoType.None or VideoType.Default))
                yield return Problem.Unsupported($"{Path}/model/@type", $"video type '{video.Model.Type.Word()}' is only valid as primary video device", "Beside the first card there can be others of type qxl and virtio.");
        }
    }

    static IEnumerable<string> Misplaced(Video video)
    {
        var model = video.Model;
        if (video.DriverName is VideoDriver.Vhostuser && model.Type is not VideoType.Virtio) yield return "'vhostuser' driver is only supported with 'virtio' device";
        if (video.DriverName is not VideoDriver.Vhostuser && model.RenderNode is not null) yield return "unsupported rendernode accel attribute without 'vhostuser'";
        if (model.Width is 0 || model.Height is 0) yield return "video resolution values must be greater than 0";
        if (model.Type is not (VideoType.Qxl or VideoType.Default))
        {
            if (model.Ram > 0) yield return "ram attribute only supported for video type qxl";
            if (model.Vram64 > 0) yield return "vram64 attribute only supported for video type qxl";
            if (model.VgaMem > 0) yield return "vgamem attribute only supported for video type qxl";
        }
        if (model.Type is not VideoType.Virtio && video.Virtio.Misplaced is { } option) yield return option;
    }

    static IEnumerable<Problem> Memories(VideoModel model)
    {
        if (model.Type is VideoType.Qxl)
        {
            if (model.Vram > MostMemory) yield return Overflow("vram");
            if (model.Ram > MostMemory) yield return Overflow("ram");
            if (model.VgaMem is > 0 and < LeastMemory) yield return Problem.Unsupported($"{Path}/model/@vgamem", "value for 'vgamem' must be at least 1 MiB (1024 KiB)");
        }
        if (model is { Type: VideoType.Vga or VideoType.Vmvga, Vram: > 0 and < LeastMemory }) yield return Problem.Unsupported($"{Path}/model/@vram", "value for 'vram' must be at least 1 MiB (1024 KiB)");
    }

    static Problem Overflow(string name) => new($"{Path}/model/@{name}", ErrorCode.Overflow, $"numerical overflow: value for '{name}' must be less than '{MostMemory}'", "It is counted in KiB.", ErrorDomain.Qemu);
}
