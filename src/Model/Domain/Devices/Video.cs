namespace Aerostat.Model;

/// <summary>A graphics card.</summary>
public sealed record Video : Device, IMapped<Video>
{
    public VideoModel Model { get; init; } = new();

    /// <summary>vhostuser: another process draws.</summary>
    public VideoDriver? DriverName { get; init; }
    public VgaConf? VgaConf { get; init; }
    public VirtioOptions Virtio { get; init; }

    public static Video Map(XmlMap x, Video v)
    {
        var virtio = VirtioOptions.Map(x.At("driver"), v.Virtio);
        return Tail(x, v with
        {
            Virtio = virtio,
            DriverName = x.At("driver").Enum("name", v.DriverName),
            VgaConf = x.At("driver").Enum("vgaconf", v.VgaConf),
            Model = x.Child("model", v.Model) ?? new(),
        });
    }
}

public enum VideoDriver { Qemu, Vhostuser }
public enum VgaConf { Io, On, Off }

public sealed record VideoModel : IMapped<VideoModel>
{
    public VideoType Type { get; init; }

    // KiB, as QEMU and libvirt count a card's memories
    public uint? Ram { get; init; }
    public uint? Vram { get; init; }
    public uint? Vram64 { get; init; }
    public uint? VgaMem { get; init; }
    public uint? Heads { get; init; }

    /// <summary>The first of several cards.</summary>
    public bool? Primary { get; init; }
    public bool? Blob { get; init; }
    public bool? Accel3D { get; init; }
    public bool? Accel2D { get; init; }
    public string? RenderNode { get; init; }
    public uint? Width { get; init; }
    public uint? Height { get; init; }

    public static VideoModel Map(XmlMap x, VideoModel v) => v with
    {
        Type = x.EnumFilled<VideoType>("type", v.Type, word => $"unknown video model '{word}'") ?? VideoType.Default,
        Ram = x.UInt("ram", v.Ram),
        Vram = x.UInt("vram", v.Vram),
        Vram64 = x.UInt("vram64", v.Vram64),
        VgaMem = x.UInt("vgamem", v.VgaMem),
        Heads = x.UInt("heads", v.Heads),
        Primary = x.YesNo("primary", v.Primary),
        Blob = x.OnOff("blob", v.Blob),
        Accel2D = x.At("acceleration").YesNo("accel2d", v.Accel2D),
        Accel3D = x.At("acceleration").YesNo("accel3d", v.Accel3D),
        RenderNode = x.At("acceleration").Text("rendernode", v.RenderNode),
        Width = x.At("resolution").UInt("x", v.Width),
        Height = x.At("resolution").UInt("y", v.Height),
    };
}

public enum VideoType { Default, Vga, Cirrus, Vmvga, Xen, Vbox, Qxl, Parallels, Virtio, Gop, None, Bochs, Ramfb }
