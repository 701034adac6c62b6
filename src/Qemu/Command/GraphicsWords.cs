using System.Globalization;
using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>Where a person sees the guest.</summary>
static class GraphicsWords
{
    /// <summary>VNC counts displays; display 0 is this port.</summary>
    const int FirstPort = 5900;

    public static IEnumerable<string> Of(Graphics graphics, DomainDefinition domain)
    {
        var (option, argument) = graphics.Type switch
        {
            GraphicsType.Vnc => ("-vnc", Vnc(graphics, domain)),
            GraphicsType.Spice => ("-spice", Spice(graphics)),
            GraphicsType.Sdl => ("-display", new Words("sdl").Say("gl", graphics.Gl).ToString()),
            GraphicsType.EglHeadless => ("-display", new Words("egl-headless").Say("rendernode", graphics.RenderNode).ToString()),
            GraphicsType.Dbus => ("-display", new Words("dbus").Say("p2p", graphics.P2P).Say("addr", graphics.DBusAddress).Say("gl", graphics.Gl).Say("rendernode", graphics.RenderNode)
                .Say("audiodev", graphics.AudioId is { } audio ? $"audio{audio}" : null).ToString()),
            _ => throw Machine.Unsupported($"unsupported graphics type '{graphics.Type.Word()}'"),
        };
        if (graphics is { Type: GraphicsType.Sdl, FullScreen: true }) yield return "-full-screen";
        yield return option;
        yield return argument;
        if (graphics.Keymap is { } keymap) foreach (var word in new[] { "-k", keymap }) yield return word;
    }

    static string Vnc(Graphics graphics, DomainDefinition domain)
    {
        var listen = graphics.Listens.IsEmpty ? null : graphics.Listens[0];
        var place = listen?.Type switch
        {
            ListenType.Socket => $"vnc=unix:{listen.Socket?.Replace(",", ",,", StringComparison.Ordinal)}",
            ListenType.None => "none",
            _ => string.Create(CultureInfo.InvariantCulture, $"{Host(listen?.Address ?? graphics.Listen ?? "127.0.0.1")}:{(graphics.Port is > 0 and var port ? port - FirstPort : 0)}"),
        };
        return new Words(place)
            .Say("websocket", graphics.WebSocket is > 0 ? graphics.WebSocket : null)
            .Say("share", graphics.SharePolicy?.Word())
            .Say("password", graphics.Password is null ? null : true)
            .Say("power-control", graphics.PowerControl)
            .Say("audiodev", domain.Devices.Audios.IsEmpty ? null : $"audio{graphics.AudioId ?? domain.Devices.Audios[0].Id}")
            .ToString();
    }

    static string Host(string address) => address.Contains(':') ? $"[{address}]" : address;

    static string Spice(Graphics graphics)
    {
        var listen = graphics.Listens.IsEmpty ? null : graphics.Listens[0];
        var words = new Words("");
        if (listen?.Type is ListenType.Socket) words.Say("unix").Say("addr", listen.Socket);
        else if (listen?.Type is ListenType.None) words.Say("port", 0L);
        else words
            .Say("port", graphics.Port is > 0 ? graphics.Port : graphics.TlsPort is > 0 ? null : 0)
            .Say("tls-port", graphics.TlsPort is > 0 ? graphics.TlsPort : null)
            .Say("addr", listen?.Address ?? graphics.Listen ?? (graphics.Port is > 0 || graphics.TlsPort is > 0 ? "127.0.0.1" : null));
        words.Say("agent-mouse", graphics.Mouse is { } mouse ? mouse is MouseMode.Client : null);
        words.Say("disable-ticketing", graphics.Password is null ? true : null);
        words.Say("x509-dir", graphics.TlsPort is > 0 ? "/etc/pki/libvirt-spice" : null);
        words.Say(graphics.DefaultMode switch { SpiceChannelMode.Secure => "tls-channel", SpiceChannelMode.Insecure => "plaintext-channel", _ => "" }, graphics.DefaultMode is null or SpiceChannelMode.Any ? null : "default");
        foreach (var channel in graphics.Channels)
            if (channel.Mode is not SpiceChannelMode.Any) words.Say(channel.Mode is SpiceChannelMode.Secure ? "tls-channel" : "plaintext-channel", channel.Name.Word());
        return words
            .Say("image-compression", graphics.ImageCompression)
            .Say("jpeg-wan-compression", graphics.JpegCompression)
            .Say("zlib-glz-wan-compression", graphics.ZlibCompression)
            .Say("playback-compression", graphics.PlaybackCompression)
            .Say("streaming-video", graphics.Streaming)
            .Say("disable-copy-paste", graphics.CopyPaste is false ? true : null)
            .Say("disable-agent-file-xfer", graphics.FileTransfer is false ? true : null)
            .Say("gl", graphics.Gl is true ? true : null)
            .Say("rendernode", graphics.Gl is true ? graphics.RenderNode : null)
            .Say("seamless-migration", true)
            .ToString()[1..];
    }
}
