namespace Aerostat.Model;

/// <summary>Where the host plays and records the guest's sound.</summary>
public sealed record Audio : IMapped<Audio>
{
    public uint Id { get; init; }
    public AudioType Type { get; init; }

    /// <summary>Microseconds between looks at the queues.</summary>
    public uint? TimerPeriod { get; init; }
    public string? ServerName { get; init; }
    public string? Driver { get; init; }
    public string? Path { get; init; }
    public bool? TryMMap { get; init; }
    public bool? Exclusive { get; init; }
    public int? DspPolicy { get; init; }
    public string? RuntimeDirectory { get; init; }
    public AudioStream? Input { get; init; }
    public AudioStream? Output { get; init; }

    public static Audio Map(XmlMap x, Audio v) => v with
    {
        Id = x.UInt("id", v.Id, required: true) is not 0 and { } id ? id : throw x.Invalid("id", "0", "Zero is not permitted"),
        Type = x.Need("type", v.Type),
        TimerPeriod = x.UInt("timerPeriod", v.TimerPeriod),
        TryMMap = x.YesNo("tryMMap", v.TryMMap),
        Exclusive = x.YesNo("exclusive", v.Exclusive),
        DspPolicy = x.Int("dspPolicy", v.DspPolicy),
        ServerName = x.Text("serverName", v.ServerName),
        RuntimeDirectory = x.Text("runtimeDir", v.RuntimeDirectory),
        Driver = x.Text("driver", v.Driver),
        Path = x.Text("path", v.Path),
        Input = x.Child("input", v.Input),
        Output = x.Child("output", v.Output),
    };
}

public enum AudioType { None, Alsa, Coreaudio, Jack, Oss, Pulseaudio, Sdl, Spice, File, Dbus }

public sealed record AudioStream : IMapped<AudioStream>
{
    public string? Device { get; init; }
    public string? Name { get; init; }
    public string? StreamName { get; init; }
    public uint? Latency { get; init; }
    public string? ServerName { get; init; }
    public string? ClientName { get; init; }
    public string? ConnectPorts { get; init; }
    public bool? ExactName { get; init; }
    public uint? BufferCount { get; init; }
    public bool? TryPoll { get; init; }
    public bool? MixingEngine { get; init; }
    public bool? FixedSettings { get; init; }
    public uint? Voices { get; init; }
    public uint? BufferLength { get; init; }
    public AudioSettings? Settings { get; init; }

    public static AudioStream Map(XmlMap x, AudioStream v) => v with
    {
        MixingEngine = x.YesNo("mixingEngine", v.MixingEngine),
        FixedSettings = x.YesNo("fixedSettings", v.FixedSettings),
        Voices = x.UInt("voices", v.Voices),
        BufferLength = x.UInt("bufferLength", v.BufferLength),
        Device = x.Text("dev", v.Device),
        ServerName = x.Text("serverName", v.ServerName),
        Name = x.Text("name", v.Name),
        StreamName = x.Text("streamName", v.StreamName),
        ClientName = x.Text("clientName", v.ClientName),
        ConnectPorts = x.Text("connectPorts", v.ConnectPorts),
        ExactName = x.YesNo("exactName", v.ExactName),
        Latency = x.UInt("latency", v.Latency),
        BufferCount = x.UInt("bufferCount", v.BufferCount),
        TryPoll = x.YesNo("tryPoll", v.TryPoll),
        Settings = x.Child("settings", v.Settings),
    };
}

public sealed record AudioSettings : IMapped<AudioSettings>
{
    public uint? Frequency { get; init; }
    public uint? Channels { get; init; }
    public AudioFormat? Format { get; init; }

    public static AudioSettings Map(XmlMap x, AudioSettings v) => v with
    {
        Frequency = x.UInt("frequency", v.Frequency),
        Channels = x.UInt("channels", v.Channels),
        Format = x.Enum("format", v.Format),
    };
}

public enum AudioFormat { S8, U8, S16, U16, S32, U32, F32 }
