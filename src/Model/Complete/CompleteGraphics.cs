using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Where a screen listens.</summary>
static class CompleteGraphics
{
    public static Graphics Of(Graphics graphics) => graphics.Type switch
    {
        GraphicsType.Vnc when graphics.Listens is [{ Type: ListenType.None }, ..] => graphics,
        GraphicsType.Vnc => Listening(graphics) with { AutoPort = graphics.AutoPort ?? AutoVnc(graphics) },
        // No port and nobody to find one: no listener.
        GraphicsType.Spice when graphics is { Port: null, TlsPort: null, AutoPort: null or false, Listen: null, Listens.IsEmpty: true } =>
            graphics with { AutoPort = null, Listens = [new GraphicsListen { Type = ListenType.None }] },
        GraphicsType.Spice when graphics.Listens is [{ Type: ListenType.None or ListenType.Socket }, ..] => graphics with { AutoPort = null },
        GraphicsType.Spice => Listening(graphics) with { AutoPort = graphics.AutoPort ?? (graphics is { Port: null, TlsPort: null } ? null : false) },
        GraphicsType.Rdp => Listening(graphics),
        _ => graphics,
    };

    static bool? AutoVnc(Graphics graphics) =>
        graphics.Socket is not null || graphics.Listens is [{ Type: ListenType.Socket }, ..] ? null : graphics.Port is null ? true : false;

    /// <summary>One listener at least; the old attributes are one.</summary>
    static Graphics Listening(Graphics graphics)
    {
        var listens = graphics.Listens;
        if (listens.IsEmpty && graphics.Socket is { } socket) listens = [new GraphicsListen { Type = ListenType.Socket, Socket = socket }];
        if (listens.IsEmpty) listens = [new GraphicsListen { Type = ListenType.Address, Address = graphics.Listen }];
        return graphics with { Listens = listens };
    }
}
