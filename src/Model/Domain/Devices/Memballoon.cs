namespace Aerostat.Model;

/// <summary>The device through which a guest gives memory back to its host.</summary>
/// <remarks>Source: libvirt domain format, <c>&lt;memballoon&gt;</c>.</remarks>
public sealed record Memballoon : Device, IMapped<Memballoon>
{
    public BalloonModel Model { get; init; }

    /// <summary>The guest may take pages back before it runs out of memory.</summary>
    public bool? AutoDeflate { get; init; }

    /// <summary>The guest names free pages to the host as they come free.</summary>
    public bool? FreePageReporting { get; init; }

    /// <summary>Seconds between the guest's reports of its memory; null: never asked for.</summary>
    public uint? StatsPeriod { get; init; }

    public VirtioOptions Virtio { get; init; }

    public static Memballoon Map(XmlMap x, Memballoon v)
    {
        var model = x.Need("model", v.Model);
        var read = Tail(x, v with
        {
            Model = model,
            AutoDeflate = x.OnOff("autodeflate", v.AutoDeflate),
            FreePageReporting = x.OnOff("freePageReporting", v.FreePageReporting),
            StatsPeriod = x.At("stats").UInt("period", v.StatsPeriod is 0 ? null : v.StatsPeriod),
        });
        return read with { Virtio = VirtioOptions.Map(x.At("driver"), v.Virtio) };
    }
}

public enum BalloonModel { Virtio, Xen, None, VirtioTransitional, VirtioNonTransitional }
