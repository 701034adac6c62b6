using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Lines to the host.</summary>
static class CheckChars
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        var d = v.Devices;
        IEnumerable<(string Kind, CharBackend Backend)> lines =
        [
            .. d.Serials.Select(s => ("serial", s.Backend)), .. d.Parallels.Select(s => ("parallel", s.Backend)),
            .. d.Channels.Select(s => ("channel", s.Backend)), .. d.Redirdevs.Select(s => ("redirdev", s.Backend)),
            .. d.Rngs.Where(r => r.Backend.Egd is not null).Select(r => ("rng/backend", r.Backend.Egd!)),
        ];
        foreach (var (kind, backend) in lines)
        {
            var path = $"/domain/devices/{kind}/source";
            if (backend.Reconnect is { Enabled: true, Timeout: 0 })
                yield return new(path, ErrorCode.InvalidArg, "invalid argument: chardev reconnect source timeout cannot be '0'", Domain: ErrorDomain.Qemu);
            if (backend.Reconnect is { Enabled: true } && (backend.Mode is SocketEnd.Bind || backend is { Type: CharType.Unix, Path: null } && kind is "channel"))
                yield return new(path, ErrorCode.InternalError, "internal error: chardev reconnect is possible only for connect mode");
            var places = backend.Type is CharType.Dev or CharType.File or CharType.Pipe || backend.Type is CharType.Unix && kind is not "channel";
            if (places && string.IsNullOrEmpty(backend.Path))
                yield return new(path, ErrorCode.InternalError, "internal error: Missing source path attribute for char device", "Name the path in its <source>.");
            if (backend.Type is CharType.Tcp && (backend.Host is null || backend.Service is null))
                yield return new(path, ErrorCode.InternalError, $"internal error: Missing source {(backend.Host is null ? "host" : "service")} attribute for char device");
        }
    }
}
