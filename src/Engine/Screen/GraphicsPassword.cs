using System.Globalization;
using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>VNC's own cipher takes no more.</summary>
    const int LongestVncPassword = 8;

    /// <summary>Tells QEMU a display's password, and until when it counts.</summary>
    /// <remarks>Source: QAPI <c>set_password</c>, <c>expire_password</c>: seconds since 1970, or never.</remarks>
    static async Task GuardAsync(Guest live, Graphics graphics)
    {
        if (graphics is not { Type: GraphicsType.Vnc or GraphicsType.Spice, Password: { } password }) return;
        var protocol = graphics.Type.Word();
        await live.AskAsync(new SetPassword(protocol, password, graphics.Connected?.Word() ?? "keep"));
        await live.AskAsync(new ExpirePassword(protocol, ValidTo(graphics) is { } until ? until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) : "never"));
    }

    static DateTimeOffset? ValidTo(Graphics graphics) => graphics.PasswordValidTo is not { } text ? null
        : DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until) ? new(until, TimeSpan.Zero)
        : throw new VirtException(ErrorCode.InternalError, $"internal error: cannot parse password validity time '{text}', expect YYYY-MM-DDTHH:MM:SS", ErrorDomain.None);

    /// <summary>A running display's password may change, and nothing else of it.</summary>
    static async Task<DomainDefinition> ChangeGraphicsAsync(Guest live, DomainDefinition definition, Graphics shown, Graphics wanted)
    {
        var kind = shown.Type.Word();
        if (shown.Type is not (GraphicsType.Vnc or GraphicsType.Spice)) throw Errors.Unsupported($"unable to change config on '{kind}' graphics type");
        if (shown.Type is GraphicsType.Vnc)
        {
            if (wanted.Connected is { } connected and not ConnectedAction.Keep) throw Errors.ConfigUnsupported("VNC supports connected='keep' only");
            if (wanted.Password?.Length is > LongestVncPassword and var length)
                throw Errors.ConfigUnsupported($"VNC password is {length} characters long, only {LongestVncPassword} permitted");
        }
        _ = ValidTo(wanted);
        if (AddressOf(wanted) != AddressOf(shown))
            throw Errors.Unsupported($"cannot change listen address setting on '{kind}' graphics");
        var isAuto = wanted.AutoPort ?? wanted.Port is null or <= 0;
        if (isAuto != (shown.AutoPort is true) || !isAuto && wanted.Port != shown.Port) throw Errors.Unsupported($"cannot change port settings on {kind} graphics");
        if (wanted.Keymap != shown.Keymap) throw Errors.Unsupported($"cannot change keymap setting on {kind} graphics");
        var changed = shown with { Password = wanted.Password, PasswordValidTo = wanted.PasswordValidTo, Connected = wanted.Connected };
        await GuardAsync(live, changed);
        return definition with { Devices = definition.Devices.Replace(shown, changed) };
    }

    static string? AddressOf(Graphics graphics) => graphics.Listens.IsEmpty ? graphics.Listen : graphics.Listens[0] is { Type: ListenType.Address } first ? first.Address : $"{graphics.Listens[0]}";
}
