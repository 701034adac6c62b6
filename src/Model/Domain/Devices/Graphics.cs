using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>How a person sees the guest's screen.</summary>
public sealed record Graphics : Device, IMapped<Graphics>
{
    public GraphicsType Type { get; init; }

    /// <summary>The port; with <see cref="AutoPort"/> the one that was found, while the guest runs.</summary>
    public int? Port { get; init; }
    public int? TlsPort { get; init; }
    public bool? AutoPort { get; init; }
    public int? WebSocket { get; init; }
    public string? WebSocketGenerated { get; init; }

    /// <summary>The first listener's address as old clients read it.</summary>
    public string? Listen { get; init; }

    /// <summary>vnc: a socket instead of a port.</summary>
    public string? Socket { get; init; }
    public string? Keymap { get; init; }
    public SharePolicy? SharePolicy { get; init; }
    public bool? PowerControl { get; init; }
    public string? Password { get; init; }
    public string? PasswordValidTo { get; init; }
    public ConnectedAction? Connected { get; init; }
    public SpiceChannelMode? DefaultMode { get; init; }

    // sdl, desktop
    public string? Display { get; init; }
    public string? XAuth { get; init; }
    public bool? FullScreen { get; init; }

    // rdp
    public bool? ReplaceUser { get; init; }
    public bool? MultiUser { get; init; }

    // dbus
    public bool? P2P { get; init; }
    public string? DBusAddress { get; init; }

    public ValueList<GraphicsListen> Listens { get; init; }
    public ValueList<SpiceChannel> Channels { get; init; }
    public string? ImageCompression { get; init; }
    public string? JpegCompression { get; init; }
    public string? ZlibCompression { get; init; }
    public bool? PlaybackCompression { get; init; }
    public string? Streaming { get; init; }
    public bool? CopyPaste { get; init; }
    public MouseMode? Mouse { get; init; }
    public bool? FileTransfer { get; init; }
    public bool? Gl { get; init; }
    public string? RenderNode { get; init; }
    public uint? AudioId { get; init; }

    public static Graphics Map(XmlMap x, Graphics v)
    {
        var type = x.Need("type", v.Type);
        var read = type switch
        {
            GraphicsType.Vnc => GraphicsMaps.Vnc(x, v),
            GraphicsType.Spice => GraphicsMaps.Spice(x, v),
            GraphicsType.Sdl => GraphicsMaps.Sdl(x, v),
            GraphicsType.Rdp => GraphicsMaps.Rdp(x, v),
            GraphicsType.Desktop => v with { Display = x.Text("display", v.Display), FullScreen = x.YesNo("fullscreen", v.FullScreen) },
            GraphicsType.Dbus => GraphicsMaps.DBus(x, v),
            _ => v with { RenderNode = x.At("gl").Text("rendernode", v.RenderNode) },
        };
        return read with { Type = type };
    }
}

public enum GraphicsType { Sdl, Vnc, Rdp, Desktop, Spice, EglHeadless, Dbus }
public enum SharePolicy { AllowExclusive, ForceShared, Ignore }
public enum ConnectedAction { Fail, Disconnect, Keep }
public enum SpiceChannelMode { Any, Secure, Insecure }

public sealed record GraphicsListen : IMapped<GraphicsListen>
{
    public ListenType Type { get; init; }
    public string? Address { get; init; }
    public string? Network { get; init; }
    public string? Socket { get; init; }

    public static GraphicsListen Map(XmlMap x, GraphicsListen v)
    {
        var type = x.Need("type", v.Type);
        return v with
        {
            Type = type,
            // A network's address is looked up at start.
            Address = (type is ListenType.Network ? x.Live : x).Text("address", v.Address),
            Network = x.Text("network", v.Network),
            Socket = x.Text("socket", v.Socket),
        };
    }
}

public enum ListenType { None, Address, Network, Socket }

public sealed record SpiceChannel : IMapped<SpiceChannel>
{
    public SpiceChannelName Name { get; init; }
    public SpiceChannelMode Mode { get; init; }

    public static SpiceChannel Map(XmlMap x, SpiceChannel v) => v with
    {
        Name = x.Need("name", v.Name),
        Mode = x.Need("mode", v.Mode),
    };
}

public enum SpiceChannelName { Main, Display, Inputs, Cursor, Playback, Record, Smartcard, Usbredir }
