using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A sound card.</summary>
public sealed record Sound : Device, IMapped<Sound>
{
    public SoundModel Model { get; init; }
    public bool? MultiChannel { get; init; }
    public ValueList<SoundCodec> Codecs { get; init; }

    /// <summary>The host's audio that it plays on.</summary>
    public uint? AudioId { get; init; }

    public static Sound Map(XmlMap x, Sound v)
    {
        var model = x.Need("model", v.Model);
        return Tail(x, v with
        {
            Model = model,
            MultiChannel = x.YesNo("multichannel", v.MultiChannel),
            Codecs = model is SoundModel.Ich6 or SoundModel.Ich9 ? x.Children("codec", v.Codecs) : [],
            AudioId = x.At("audio").UInt("id", v.AudioId),
        });
    }
}

public enum SoundModel { Sb16, Es1370, Pcspk, Ac97, Ich6, Ich9, Usb, Ich7 }

public sealed record SoundCodec : IMapped<SoundCodec>
{
    public SoundCodecType Type { get; init; }

    public static SoundCodec Map(XmlMap x, SoundCodec v) => v with { Type = x.Need("type", v.Type) };
}

public enum SoundCodecType { Duplex, Micro, Output }
