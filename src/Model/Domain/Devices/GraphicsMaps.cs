using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What each kind of graphics has of its own.</summary>
static class GraphicsMaps
{
    /// <summary>-1, the old word for 'find one', is the lack of a port and <c>autoport</c>.</summary>
    internal static Graphics Vnc(XmlMap x, Graphics v)
    {
        if (!x.Reading) WritePort(x, v, "port", v.Port);
        var port = x.Reading ? x.Int("port", null) : v.Port;
        var auto = x.YesNo("autoport", v.AutoPort);
        var read = Listening(x, v with
        {
            Port = x.Reading && (port is -1 || auto is true && x.Live.IsMuted) ? null : port,
            AutoPort = auto ?? (x.Reading && port is -1 ? true : null),
            WebSocket = x.Int("websocket", v.WebSocket),
            WebSocketGenerated = x.Text("websocketGenerated", v.WebSocketGenerated),
            Socket = x.Reading ? x.Text("socket", null) : v.Socket,
        }, between: graphics => graphics with
        {
            Keymap = x.Text("keymap", v.Keymap),
            SharePolicy = x.Enum("sharePolicy", v.SharePolicy),
            PowerControl = x.YesNo("powerControl", v.PowerControl),
            Password = x.Secret.Text("passwd", v.Password),
            PasswordValidTo = x.Secret.Text("passwdValidTo", v.PasswordValidTo),
            Connected = x.Secret.Enum("connected", v.Connected),
        });
        return read with { AudioId = x.At("audio").UInt("id", v.AudioId) };
    }

    internal static Graphics Spice(XmlMap x, Graphics v)
    {
        if (!x.Reading)
        {
            if (v.Port is not null && !(v.AutoPort is true && x.IsInactive)) _ = x.Int("port", v.Port);
            if (v.TlsPort is not null && !(v.AutoPort is true && x.IsInactive)) _ = x.Int("tlsPort", v.TlsPort);
        }
        var port = x.Reading ? x.Int("port", null) : v.Port;
        var tls = x.Reading ? x.Int("tlsPort", null) : v.TlsPort;
        var auto = x.YesNo("autoport", v.AutoPort);
        var drop = x.Reading && auto is true && x.Live.IsMuted;
        return Listening(x, v with
        {
            Port = drop || port is -1 ? null : port,
            TlsPort = drop || tls is -1 ? null : tls,
            AutoPort = auto ?? (x.Reading && port is -1 && tls is -1 ? true : null),
        }, between: graphics => graphics with
        {
            Keymap = x.Text("keymap", v.Keymap),
            DefaultMode = x.Enum("defaultMode", v.DefaultMode),
            Password = x.Secret.Text("passwd", v.Password),
            PasswordValidTo = x.Secret.Text("passwdValidTo", v.PasswordValidTo),
            Connected = x.Secret.Enum("connected", v.Connected),
        }) with
        {
            Channels = x.Children("channel", v.Channels),
            ImageCompression = x.At("image").Text("compression", v.ImageCompression),
            JpegCompression = x.At("jpeg").Text("compression", v.JpegCompression),
            ZlibCompression = x.At("zlib").Text("compression", v.ZlibCompression),
            PlaybackCompression = x.At("playback").OnOff("compression", v.PlaybackCompression),
            Streaming = x.At("streaming").Text("mode", v.Streaming),
            Mouse = x.At("mouse").Enum("mode", v.Mouse),
            CopyPaste = x.At("clipboard").YesNo("copypaste", v.CopyPaste),
            FileTransfer = x.At("filetransfer").YesNo("enable", v.FileTransfer),
            Gl = x.At("gl").YesNo("enable", v.Gl),
            RenderNode = x.At("gl").Text("rendernode", v.RenderNode),
        };
    }

    internal static Graphics Sdl(XmlMap x, Graphics v) => v with
    {
        Display = x.Text("display", v.Display),
        XAuth = x.Text("xauth", v.XAuth),
        FullScreen = x.YesNo("fullscreen", v.FullScreen) is true ? true : null,
        Gl = x.At("gl").YesNo("enable", v.Gl),
    };

    internal static Graphics Rdp(XmlMap x, Graphics v)
    {
        if (!x.Reading) WritePort(x, v, "port", v.Port);
        var port = x.Reading ? x.Int("port", null) : v.Port;
        return Listening(x, v with
        {
            Port = port is -1 ? null : port,
            AutoPort = x.YesNo("autoport", v.AutoPort) ?? (port is -1 ? true : null),
            ReplaceUser = x.YesNo("replaceUser", v.ReplaceUser),
            MultiUser = x.YesNo("multiUser", v.MultiUser),
        }, between: graphics => graphics);
    }

    internal static Graphics DBus(XmlMap x, Graphics v) => v with
    {
        P2P = x.YesNo("p2p", v.P2P),
        DBusAddress = x.Text("address", v.DBusAddress),
        Gl = x.At("gl").YesNo("enable", v.Gl),
        RenderNode = x.At("gl").Text("rendernode", v.RenderNode),
        AudioId = x.At("audio").UInt("id", v.AudioId),
    };

    static void WritePort(XmlMap x, Graphics v, string name, int? port)
    {
        // A vnc socket has no port at all.
        if (v.Listens is [{ Type: ListenType.Socket or ListenType.None }, ..]) return;
        if (v.AutoPort is true && (x.IsInactive || port is null)) _ = x.Int(name, -1);
        else _ = x.Int(name, port);
    }

    /// <summary><c>listen=</c> repeats the first listener that has an address.</summary>
    static Graphics Listening(XmlMap x, Graphics v, Func<Graphics, Graphics> between)
    {
        if (x.Reading)
        {
            var listen = x.Text("listen", null);
            var listens = x.Children<GraphicsListen>("listen", []);
            if (listen is { Length: > 0 } && listens is [{ Type: ListenType.Address, Address: { } address }, ..] && address != listen)
                throw x.Unsupported($"the attribute listen='{listen}' and the first <listen address='{address}'/> are two addresses");
            return between(v) with { Listen = listen, Listens = listens };
        }
        var first = v.Listens is [var only, ..] ? only : null;
        _ = first switch
        {
            { Type: ListenType.Address } => x.Text("listen", first.Address),
            { Type: ListenType.Network } => x.Live.Text("listen", first.Address),
            { Type: ListenType.Socket } when v.Type is GraphicsType.Vnc => x.Text("socket", first.Socket),
            _ => null,
        };
        var written = between(v);
        _ = x.Children("listen", v.Listens);
        return written;
    }
}
