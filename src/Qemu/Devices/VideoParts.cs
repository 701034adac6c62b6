using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>A graphics card. The first may speak VGA, so that firmware can draw on it; the others cannot.</summary>
static class VideoParts
{
    extension(Video video)
    {
        public IEnumerable<Part> Parts(Machine machine, bool primary)
        {
            if (video.Model.Type is VideoType.None) yield break;
            var other = video.DriverName is VideoDriver.Vhostuser;
            if (other) yield return Part.OfChardev(new UnixChardev($"chr-vu-{video.Alias}", null) { Descriptor = $"{machine.Plan.Chardevs.GetValueOrDefault(video.Alias!)}" });
            yield return Part.Device(video.Card(machine, primary))
                .And(video.Model.Type is VideoType.Virtio ? Machine.Options(video.Virtio) : null)
                .Named(video.Alias)
                .With("max_outputs", video.Model.Type is VideoType.Virtio or VideoType.Qxl ? video.Model.Heads : null)
                .With("blob", video.Model.Type is VideoType.Virtio ? video.Model.Blob : null)
                .With("chardev", other ? $"chr-vu-{video.Alias}" : null)
                .And(video.Memory())
                .With("xres", video.Model.Width)
                .With("yres", video.Model.Height)
                .And(machine.Place(video));
        }

        string Card(Machine machine, bool primary) => video.Model.Type switch
        {
            VideoType.Virtio => video.Virtio(machine, primary),
            VideoType.Qxl => primary ? "qxl-vga" : "qxl",
            VideoType.Vga => primary ? "VGA" : throw video.OnlyFirst(),
            VideoType.Cirrus => primary ? "cirrus-vga" : throw video.OnlyFirst(),
            VideoType.Vmvga => primary ? "vmware-svga" : throw video.OnlyFirst(),
            VideoType.Bochs => "bochs-display",
            VideoType.Ramfb => "ramfb",
            _ => throw video.Unknown(),
        };

        string Virtio(Machine machine, bool primary)
        {
            var vga = primary && machine.IsX86;
            if (video.DriverName is VideoDriver.Vhostuser) return vga ? "vhost-user-vga" : Machine.Virtio("vhost-user-gpu", video.Address);
            var gl = video.Model.Accel3D is true;
            return vga ? gl ? "virtio-vga-gl" : "virtio-vga" : Machine.Virtio(gl ? "virtio-gpu-gl" : "virtio-gpu", video.Address);
        }

        /// <summary>The model counts KiB; QEMU counts bytes here and MiB there.</summary>
        Props Memory() => video.Model.Type switch
        {
            VideoType.Qxl => Props.Empty
                .With("ram_size", video.Model.Ram * 1024UL)
                .With("vram_size", video.Model.Vram * 1024UL)
                .With("vram64_size_mb", (video.Model.Vram64 ?? 0) / 1024)
                .With("vgamem_mb", video.Model.VgaMem / 1024),
            VideoType.Vga or VideoType.Vmvga => Props.Empty.With("vgamem_mb", video.Model.Vram / 1024),
            VideoType.Bochs => Props.Empty.With("vgamem", video.Model.Vram * 1024UL),
            _ => Props.Empty,
        };

        VirtException Unknown() => Machine.Unsupported($"video type '{video.Model.Type.Word()}' is not supported with QEMU");
        VirtException OnlyFirst() => Machine.Unsupported($"video type '{video.Model.Type.Word()}' is only valid as primary video device");
    }
}
