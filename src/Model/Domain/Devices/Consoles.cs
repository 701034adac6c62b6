using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A serial port.</summary>
public sealed record Serial : CharDevice, IMapped<Serial>
{
    public SerialTargetType? TargetType { get; init; }
    public SerialTargetModel? TargetModel { get; init; }

    public static Serial Map(XmlMap x, Serial v)
    {
        var type = CharBackend.TypeOf(x, v.Backend.Type);
        return Tail(x, v with
        {
            Backend = CharBackend.Map(x, v.Backend, type),
            TargetType = x.At("target").Enum("type", v.TargetType, unknown: word => $"unknown target type '{word}' specified for character device"),
            Port = x.At("target").UInt("port", v.Port),
            TargetModel = x.At("target").At("model").Enum("name", v.TargetModel, unknown: word => $"Invalid target model '{word}' for serial device"),
        });
    }

}

public enum SerialTargetType { IsaSerial, UsbSerial, PciSerial, SpaprVioSerial, SystemSerial, SclpSerial, IsaDebug }
public enum SerialTargetModel { IsaSerial, UsbSerial, PciSerial, SpaprVty, Pl011, Sclpconsole, Sclplmconsole, Ns16550a, IsaDebugcon }

/// <summary>A parallel port.</summary>
public sealed record Parallel : CharDevice, IMapped<Parallel>
{
    public static Parallel Map(XmlMap x, Parallel v)
    {
        var type = CharBackend.TypeOf(x, v.Backend.Type);
        return Tail(x, v with { Backend = CharBackend.Map(x, v.Backend, type), Port = x.At("target").UInt("port", v.Port) });
    }
}

/// <summary>Where a person talks to the guest; the first may be a serial port under its other name.</summary>
public sealed record ConsoleDevice : CharDevice, IMapped<ConsoleDevice>
{
    public ConsoleTargetType? TargetType { get; init; }

    public static ConsoleDevice Map(XmlMap x, ConsoleDevice v)
    {
        var type = CharBackend.TypeOf(x, v.Backend.Type);
        if (!x.Reading && type is CharType.Pty && v.TargetType is (null or ConsoleTargetType.Serial)) _ = x.Live.Text("tty", v.Backend.Path);
        else _ = x.Text("tty", null);
        return Tail(x, v with
        {
            Backend = CharBackend.Map(x, v.Backend, type),
            TargetType = x.At("target").Enum("type", v.TargetType, unknown: word => $"unknown target type '{word}' specified for character device"),
            Port = x.At("target").UInt("port", v.Port),
        });
    }
}

public enum ConsoleTargetType { None, Serial, Xen, Uml, Virtio, Lxc, Openvz, Sclp, Sclplm }

/// <summary>A private line between host and guest, above all the guest agent's.</summary>
public sealed record Channel : CharDevice, IMapped<Channel>
{
    public ChannelTargetType? TargetType { get; init; }
    public string? TargetName { get; init; }
    public string? TargetAddress { get; init; }

    /// <summary>Whether the guest has opened its end; only while it runs.</summary>
    public ChannelState? State { get; init; }

    public static Channel Map(XmlMap x, Channel v)
    {
        var type = CharBackend.TypeOf(x, v.Backend.Type);
        var kind = x.Reading ? x.At("target").Enum<ChannelTargetType>("type", null, unknown: word => $"unknown target type '{word}' specified for character device") : v.TargetType;
        if (x.Reading && kind is null) throw x.Wrong("target type must be specified for channel device");
        var backend = CharBackend.Map(x, v.Backend, type);
        if (!x.Reading) _ = x.At("target").Enum("type", kind);
        return Tail(x, v with
        {
            Backend = backend,
            TargetType = kind,
            TargetAddress = kind is ChannelTargetType.Guestfwd ? x.At("target").Text("address", v.TargetAddress) : null,
            Port = kind is ChannelTargetType.Guestfwd ? x.At("target").UInt("port", v.Port) : v.Port,
            TargetName = kind is ChannelTargetType.Guestfwd ? null : x.At("target").Text("name", v.TargetName),
            State = kind is ChannelTargetType.Virtio ? x.Live.At("target").Enum("state", v.State) : null,
        });
    }
}

public enum ChannelTargetType { None, Guestfwd, Virtio, Xen }
public enum ChannelState { Connected, Disconnected }
