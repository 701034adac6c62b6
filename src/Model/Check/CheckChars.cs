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
            if (backend.Type is CharType.Udp && backend.Service is null)
                yield return new(path, ErrorCode.InternalError, "internal error: Missing source service attribute for char device");
            if (backend.Type is CharType.Spiceport && backend.Channel is null)
                yield return Problem.Unsupported(path, "Missing source channel attribute for char device", domain: ErrorDomain.Domain);
            if (backend.Type is CharType.Spiceport && backend.Channel?.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '-' or '_')) is true)
                yield return new(path, ErrorCode.InvalidArg, "invalid argument: Invalid character in source channel for char device");
            if (backend.Type is CharType.Spicevmc or CharType.Spiceport && !d.Graphics.Any(screen => screen.Type is GraphicsType.Spice))
                yield return Problem.Unsupported(path, $"chardev '{backend.Type.Word()}' not supported without spice graphics");
            if (backend.Type is CharType.Tcp && (backend.Host is null || backend.Service is null))
                yield return new(path, ErrorCode.InternalError, $"internal error: Missing source {(backend.Host is null ? "host" : "service")} attribute for char device");
        }
        foreach (var serial in d.Serials)
        {
            if (serial is { TargetType: SerialTargetType.UsbSerial, Address: not (null or UsbAddress) }) yield return Problem.Unsupported("/domain/devices/serial/address", "usb-serial requires address of usb type", domain: ErrorDomain.Domain);
            if (serial is { TargetType: SerialTargetType.PciSerial, Address: not (null or PciAddress) }) yield return Problem.Unsupported("/domain/devices/serial/address", "pci-serial requires address of pci type", domain: ErrorDomain.Domain);
            if (serial.TargetModel is { } model && Wanted(model) is { } type && serial.TargetType != type)
                yield return Problem.Unsupported("/domain/devices/serial/target", $"Target model '{model.Word()}' requires target type '{type.Word()}'");
        }
        foreach (var console in d.Consoles)
        {
            if (console.TargetType is ConsoleTargetType.Sclp) yield return Problem.Unsupported("/domain/devices/console/target", "sclpconsole is not supported in this QEMU binary");
            if (console.TargetType is ConsoleTargetType.Sclplm) yield return Problem.Unsupported("/domain/devices/console/target", "sclplmconsole is not supported in this QEMU binary");
            if (console.TargetType is ConsoleTargetType.Xen or ConsoleTargetType.Uml or ConsoleTargetType.Lxc or ConsoleTargetType.Openvz)
                yield return Problem.Unsupported("/domain/devices/console/target", $"unsupported console target type {console.TargetType?.Word()}");
        }
        foreach (var channel in d.Channels)
            if (channel is { TargetType: ChannelTargetType.Guestfwd, TargetAddress: null }) yield return Problem.Wrong("/domain/devices/channel/target", "guestfwd channel does not define a target address");
    }

    static SerialTargetType? Wanted(SerialTargetModel model) => model switch
    {
        SerialTargetModel.IsaSerial => SerialTargetType.IsaSerial,
        SerialTargetModel.UsbSerial => SerialTargetType.UsbSerial,
        SerialTargetModel.PciSerial => SerialTargetType.PciSerial,
        SerialTargetModel.IsaDebugcon => SerialTargetType.IsaDebug,
        _ => null,
    };
}
