using Aerostat.Values;

namespace Aerostat.Client;

/// <summary>A connection URI of libvirt's, taken apart: <c>driver[+transport]://[user@][host][:port]/path[?name=value&amp;…]</c>.</summary>
/// <remarks>Source: libvirt.org, "Connection URIs" and "Remote support".</remarks>
public sealed record VirtUri
{
    /// <summary>What stands for none: the caller's own word, then the environment's, then who the caller is.</summary>
    public const string DefaultVariable = "LIBVIRT_DEFAULT_URI";

    public required string Driver { get; init; }

    /// <summary>Null where the URI names none.</summary>
    public string? Transport { get; init; }
    public string? User { get; init; }
    public string Host { get; init; } = "";
    public int? Port { get; init; }
    public string Path { get; init; } = "";
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

    /// <summary>What the server is told: neither transport nor query.</summary>
    public string Name => $"{Driver}://{(Host.Length > 0 && Transport is null ? Host : "")}{Path}";

    public bool IsSession => Path == "/session";

    /// <exception cref="VirtException"><see cref="ErrorCode.InvalidArg"/>: no URI.</exception>
    public static VirtUri Parse(string text)
    {
        // `qemu:///session?socket=…`: an empty authority, which System.Uri takes for a file's.
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        if (colon <= 0) throw Invalid(text);
        var scheme = text[..colon].Split('+', 2);
        var rest = text[(colon + 3)..];

        var mark = rest.IndexOf('?');
        var query = mark < 0 ? "" : rest[(mark + 1)..];
        if (mark >= 0) rest = rest[..mark];
        var slash = rest.IndexOf('/');
        var authority = slash < 0 ? rest : rest[..slash];

        var at = authority.LastIndexOf('@');
        var host = authority[(at + 1)..];
        int? port = null;
        var portAt = host.LastIndexOf(':');
        if (portAt >= 0 && !host.EndsWith(']'))
        {
            if (!ushort.TryParse(host[(portAt + 1)..], out var number)) throw Invalid(text);
            (host, port) = (host[..portAt], number);
        }

        return new()
        {
            Driver = scheme[0],
            Transport = scheme.Length > 1 ? scheme[1] : null,
            User = at < 0 ? null : Uri.UnescapeDataString(authority[..at]),
            Host = host,
            Port = port,
            Path = slash < 0 ? "" : rest[slash..],
            Query = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
                .GroupBy(pair => pair[0]).ToDictionary(g => g.Key, g => g.Last() is [_, var value] ? Uri.UnescapeDataString(value) : ""),
        };
    }

    /// <summary>The URI for a caller who gave none.</summary>
    public static string Default() =>
        Environment.GetEnvironmentVariable(DefaultVariable) is { Length: > 0 } uri ? uri
        : Environment.IsPrivilegedProcess ? "qemu:///system" : "qemu:///session";

    /// <summary>The sockets to try, in order: Aerostat's, then those of libvirt's daemons.</summary>
    public IEnumerable<string> Sockets(bool readOnly)
    {
        if (Query.TryGetValue("socket", out var named)) return [named];
        var end = readOnly && !IsSession ? "-sock-ro" : "-sock";
        if (!IsSession) return [$"/run/aerostat/libvirt{end}", $"/var/run/libvirt/libvirt{end}", $"/var/run/libvirt/virt{Driver}d{end}"];

        var runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } folder ? folder
            : System.IO.Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".cache");
        return [$"{runtime}/aerostat/libvirt{end}", $"{runtime}/libvirt/libvirt{end}", $"{runtime}/libvirt/virt{Driver}d{end}"];
    }

    static VirtException Invalid(string text) => new(ErrorCode.InvalidArg, $"invalid argument: '{text}' is no connection URI", ErrorDomain.Uri)
    {
        Hint = "Write it as qemu:///system, qemu+unix:///system?socket=PATH or qemu+ssh://HOST/system.",
    };
}
