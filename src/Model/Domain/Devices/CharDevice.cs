using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A device of the guest's that carries a stream of bytes to somewhere on the host.</summary>
public abstract record CharDevice : Device
{
    public CharBackend Backend { get; init; } = new();

    /// <summary>As <c>serial0</c> and its fellows count them; on consoles and channels it is the place in the list.</summary>
    public uint? Port { get; init; }
}

/// <summary>Where the bytes go; which fields count depends on <see cref="Type"/>.</summary>
public sealed record CharBackend
{
    public CharType Type { get; init; }

    /// <summary>pty, dev, file, pipe, unix: where it is. A pty's is known only while the guest runs.</summary>
    public string? Path { get; init; }

    /// <summary>file: not emptied at start.</summary>
    public bool? Append { get; init; }
    public SocketEnd? Mode { get; init; }
    public string? Host { get; init; }
    public string? Service { get; init; }

    /// <summary>udp: where the answers come to.</summary>
    public string? BindHost { get; init; }
    public string? BindService { get; init; }
    public bool? Tls { get; init; }
    public string? Channel { get; init; }
    public Reconnect? Reconnect { get; init; }
    public CharProtocol? Protocol { get; init; }
    public string? LogFile { get; init; }
    public bool? LogAppend { get; init; }
    public ClipboardCopyPaste? Clipboard { get; init; }
    public QemuVdagentMouse? Mouse { get; init; }
    public ValueList<DeviceSeclabel> Seclabels { get; init; }

    /// <summary>The tty of an old-style console, in its element's own attribute.</summary>
    internal static CharType TypeOf(XmlMap x, CharType type) => x.EnumOr("type", type, CharType.Null, word => $"unknown type presented to host for character device: {word}");

    internal static CharBackend Map(XmlMap x, CharBackend v, CharType type)
    {
        // <source> may stand twice: a udp's two ends.
        var read = type switch
        {
            CharType.Udp => v with
            {
                BindHost = null,
                BindService = null,
                Host = null,
                Service = null,
            } is var blank ? UdpEnds(x, v, blank) : v,
            _ => v,
        };
        read = read with { Type = type };
        if (type is CharType.Pty)
            return Log(x, read with
            {
                Path = x.Live.At("source").Text("path", v.Path),
                Seclabels = x.At("source").Children("seclabel", v.Seclabels),
            }, v);
        var source = x.At("source");
        read = type switch
        {
            CharType.Dev or CharType.Pipe => read with { Path = source.Text("path", v.Path) },
            CharType.File => read with { Path = source.Text("path", v.Path), Append = x.At("source").OnOff("append", v.Append) },
            CharType.Unix => read with { Mode = UnixMode(x, v), Path = x.At("source").Text("path", v.Path) },
            CharType.Tcp => read with
            {
                Mode = source.Enum("mode", v.Mode) ?? SocketEnd.Connect,
                Host = x.At("source").Text("host", v.Host),
                Service = x.At("source").Text("service", v.Service),
                Tls = x.At("source").YesNo("tls", v.Tls),
            },
            CharType.Spiceport or CharType.Nmdm => read with { Channel = source.Text("channel", v.Channel) },
            CharType.Dbus => read with { Channel = source.Text("channel", v.Channel) },
            CharType.QemuVdagent => read with { Clipboard = source.Child("clipboard", v.Clipboard), Mouse = x.At("source").Child("mouse", v.Mouse) },
            _ => read,
        };
        if (type is not CharType.Udp)
            read = read with
            {
                Reconnect = x.At("source").Child("reconnect", v.Reconnect),
                Seclabels = x.At("source").Children("seclabel", v.Seclabels),
            };
        if (type is CharType.Tcp) read = read with { Protocol = x.At("protocol").Enum("type", v.Protocol) ?? CharProtocol.Raw };
        // Old documents have it on any type; it means something on tcp alone.
        else if (x.Reading) _ = x.At("protocol").Text("type", null);
        return Log(x, read, v);
    }

    static SocketEnd? UnixMode(XmlMap x, CharBackend v) =>
        x.Reading ? x.At("source").Enum("mode", v.Mode) ?? SocketEnd.Connect
        : v.Path is null ? v.Mode : x.At("source").Enum("mode", v.Mode);

    static CharBackend UdpEnds(XmlMap x, CharBackend v, CharBackend blank)
    {
        UdpEnd bind = new() { Mode = "bind", Host = v.BindHost, Service = v.BindService };
        UdpEnd connect = new() { Mode = "connect", Host = v.Host, Service = v.Service };
        IEnumerable<UdpEnd> written = [.. new[] { bind, connect }.Where(end => end.Host is not null || end.Service is not null)];
        foreach (var end in x.Children("source", written.ToValueList()))
            blank = end.Mode is "bind"
                ? blank with { BindHost = end.Host, BindService = end.Service }
                : blank with { Host = end.Host, Service = end.Service };
        return blank;
    }

    static CharBackend Log(XmlMap x, CharBackend read, CharBackend v) => read with
    {
        LogFile = x.At("log").Text("file", v.LogFile),
        LogAppend = x.At("log").OnOff("append", v.LogAppend),
    };

    sealed record UdpEnd : IMapped<UdpEnd>
    {
        public string? Mode { get; init; }
        public string? Host { get; init; }
        public string? Service { get; init; }

        public static UdpEnd Map(XmlMap x, UdpEnd v) => v with
        {
            Mode = x.Text("mode", v.Mode),
            Host = x.Text("host", v.Host),
            Service = x.Text("service", v.Service),
        };
    }
}

public enum CharType { Null, Vc, Pty, Dev, File, Pipe, Stdio, Udp, Tcp, Unix, Spicevmc, Spiceport, Nmdm, QemuVdagent, Dbus }
/// <summary>connect: QEMU is the client. bind: it waits for one.</summary>
public enum SocketEnd { Connect, Bind }

public enum CharProtocol { Raw, Telnet, Telnets, Tls }

public sealed record ClipboardCopyPaste : IMapped<ClipboardCopyPaste>
{
    public bool? CopyPaste { get; init; }

    public static ClipboardCopyPaste Map(XmlMap x, ClipboardCopyPaste v) => v with { CopyPaste = x.YesNo("copypaste", v.CopyPaste) };
}

public sealed record QemuVdagentMouse : IMapped<QemuVdagentMouse>
{
    public MouseMode? Mode { get; init; }

    public static QemuVdagentMouse Map(XmlMap x, QemuVdagentMouse v) => v with { Mode = x.Enum("mode", v.Mode) };
}

public enum MouseMode { Server, Client }
