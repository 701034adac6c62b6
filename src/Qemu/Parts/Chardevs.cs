using System.Globalization;

namespace Aerostat.Qemu;

/// <summary>Kinds without anything to say: <c>null</c>, <c>vc</c>, <c>pty</c>.</summary>
public sealed record PlainChardev(string Id, string Kind) : Chardev(Id)
{
    protected override string Type => Kind;
    protected override Words Say(Words words) => words;
    protected override Props Data => Props.Empty;
}

public sealed record StdioChardev(string Id) : Chardev(Id)
{
    protected override string Type => "stdio";
    protected override Words Say(Words words) => words;
    protected override Props Data => Props.Empty;
}

/// <summary>What the guest writes goes to a file, or to an open one by its set: <c>/dev/fdset/1</c>.</summary>
public sealed record FileChardev(string Id, string Path, bool? Append = null) : Chardev(Id)
{
    protected override string Type => "file";
    protected override Words Say(Words words) => words.Say("path", Path).Say("append", Append);
    protected override Props Data => Props.Empty.With("out", Path).With("append", Append);
}

/// <summary>A character device of the host: <c>serial</c>, <c>parallel</c>, <c>pipe</c>.</summary>
public sealed record HostChardev(string Id, string Kind, string Path) : Chardev(Id)
{
    protected override string Type => Kind;
    protected override Words Say(Words words) => words.Say("path", Path);
    protected override Props Data => Props.Empty.With("device", Path);
}

/// <summary>How long until a client tries again.</summary>
/// <param name="Fine">QEMU counts milliseconds, by another name: from 9.2 on; since 11.0 it takes nothing else.</param>
/// <remarks>Source: QAPI <c>ChardevSocket</c>, <c>reconnect</c> and <c>reconnect-ms</c>.</remarks>
public sealed record Retry(uint Seconds, bool Fine)
{
    public string Name => Fine ? "reconnect-ms" : "reconnect";
    public long Count => Fine ? Seconds * 1000L : Seconds;
}

/// <summary>A Unix socket, by path or by a descriptor that is bound already.</summary>
public sealed record UnixChardev(string Id, string? Path) : Chardev(Id)
{
    /// <summary>A number at start, a name that <c>getfd</c> gave later.</summary>
    public string? Descriptor { get; init; }
    public bool Server { get; init; }

    public Retry? Reconnect { get; init; }

    protected override string Type => "socket";

    protected override Words Say(Words words) => words
        .Say("fd", Descriptor).Say("path", Descriptor is null ? Path : null)
        .Say(Reconnect)
        .Say("server", Server ? true : null).Say("wait", Server ? false : null);

    protected override Props Data => Props.Empty
        .With("addr", Descriptor is { } descriptor
            ? Props.Empty.With("type", "fd").With("data", Props.Empty.With("str", descriptor))
            : Props.Empty.With("type", "unix").With("data", Props.Empty.With("path", Path)))
        .With("server", Server).With("wait", Server ? false : null)
        .With(Reconnect);
}

public sealed record TcpChardev(string Id, string Host, string Port) : Chardev(Id)
{
    public bool Server { get; init; }
    public bool Telnet { get; init; }
    public Retry? Reconnect { get; init; }

    /// <summary>The tls-creds object that guards it.</summary>
    public string? TlsCredentials { get; init; }

    protected override string Type => "socket";

    protected override Words Say(Words words) => words
        .Say("host", Host).Say("port", Port)
        .Say("telnet", Telnet ? true : null)
        .Say("server", Server ? true : null).Say("wait", Server ? false : null)
        .Say(Reconnect).Say("tls-creds", TlsCredentials);

    protected override Props Data => Props.Empty
        .With("addr", Props.Empty.With("type", "inet").With("data", Props.Empty.With("host", Host).With("port", Port)))
        .With("telnet", Telnet).With("server", Server).With("wait", Server ? false : null)
        .With(Reconnect).With("tls-creds", TlsCredentials);
}

public sealed record UdpChardev(string Id, string Host, string Port) : Chardev(Id)
{
    public string? LocalHost { get; init; }
    public string? LocalPort { get; init; }

    protected override string Type => "udp";

    protected override Words Say(Words words) => words
        .Say("host", Host).Say("port", Port).Say("localaddr", LocalHost ?? "").Say("localport", LocalPort ?? "0");

    protected override Props Data => Props.Empty
        .With("remote", Address(Host, Port))
        .With("local", LocalHost is null && LocalPort is null ? null : Address(LocalHost ?? "", LocalPort ?? "0"));

    static Props Address(string host, string port) => Props.Empty.With("type", "inet").With("data", Props.Empty.With("host", host).With("port", port));
}

/// <summary>What SPICE carries: <c>vdagent</c>, <c>smartcard</c>, <c>usbredir</c>.</summary>
public sealed record SpiceVmcChardev(string Id, string Name) : Chardev(Id)
{
    protected override string Type => "spicevmc";
    protected override Words Say(Words words) => words.Say("name", Name);
    protected override Props Data => Props.Empty.With("type", Name);
}

public sealed record SpicePortChardev(string Id, string Channel) : Chardev(Id)
{
    protected override string Type => "spiceport";
    protected override Words Say(Words words) => words.Say("name", Channel);
    protected override Props Data => Props.Empty.With("fqdn", Channel);
}

public sealed record DbusChardev(string Id, string Channel) : Chardev(Id)
{
    protected override string Type => "dbus";
    protected override Words Say(Words words) => words.Say("name", Channel);
    protected override Props Data => Props.Empty.With("name", Channel);
}

/// <summary>The clipboard and mouse agent, answered by QEMU itself.</summary>
public sealed record VdagentChardev(string Id, bool? Clipboard, bool? Mouse) : Chardev(Id)
{
    protected override string Type => "qemu-vdagent";
    protected override Words Say(Words words) => words.Say("name", "vdagent").Say("clipboard", Clipboard).Say("mouse", Mouse);
    protected override Props Data => Props.Empty.With("clipboard", Clipboard).With("mouse", Mouse);
}

static class Retries
{
    public static Words Say(this Words words, Retry? retry) => retry is null ? words : words.Say(retry.Name, retry.Count);

    public static Props With(this Props props, Retry? retry) => retry is null ? props : props.With(retry.Name, retry.Count);
}
