using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A graphics card's model and memory.</summary>
static class CompleteVideos
{
    /// <param name="isPrimary">It is the one that the firmware draws on.</param>
    public static Video Of(Video video, MachineFamily machine, Platform platform, bool isPrimary)
    {
        var model = video.Model;
        var type = model.Type is VideoType.Default ? Default(machine, platform) : model.Type;
        model = model with { Type = type };
        if (type is VideoType.None) return video with { Model = model };
        return video with
        {
            Model = model with
            {
                // One too large to be rounded up is as good as none, in libvirt.
                Vram = (model.Vram is { } given && PowerOfTwo(given) > 0 ? given : Vram(type)) is { } vram ? PowerOfTwo(vram) : null,
                Ram = type is VideoType.Qxl ? PowerOfTwo(model.Ram ?? 64 * 1024) : model.Ram,
                VgaMem = type is VideoType.Qxl ? model.VgaMem ?? 16 * 1024 : model.VgaMem,
                Heads = model.Heads ?? 1,
                Primary = isPrimary ? true : null,
            },
        };
    }

    static VideoType Default(MachineFamily machine, Platform platform) =>
        machine.IsArm ? VideoType.Virtio
        : platform.Has("cirrus-vga") ? VideoType.Cirrus
        : platform.Has("VGA") ? VideoType.Vga
        : VideoType.Virtio;

    static uint? Vram(VideoType type) => type switch
    {
        VideoType.Vga or VideoType.Cirrus or VideoType.Vmvga or VideoType.Bochs => 16 * 1024,
        VideoType.Qxl => 64 * 1024,
        _ => null,
    };

    static uint PowerOfTwo(uint kib) => System.Numerics.BitOperations.RoundUpToPowerOf2(kib);
}
