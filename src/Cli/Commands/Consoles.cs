using Aerostat.Cli.Grammar;
using Aerostat.Cli.Shell;
using Aerostat.Client;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>The guest's console on this terminal, and where its other ways in are.</summary>
static class Consoles
{
    public static IReadOnlyList<Command> All =>
    [
        new("console", "domain! devname= force safe", "connect this terminal to a guest's console", Console)
        {
            About = "Connects this terminal to the guest's console until ^] is typed, or what -e says instead.",
        },
        new("ttyconsole", "domain!", "show the pseudo terminal of a guest's console", Tty),
        new("vncdisplay", "domain!", "show the address of a guest's VNC display", Displays.Vnc),
        new("domdisplay", "domain! include-password type= all", "show the URI of a guest's display", Displays.Show),
        new("screenshot", "domain! file= screen=#", "save a picture of a guest's screen", Screenshot),
        new("send-key", "domain! -codeset= -holdtime=# keycode!...", "press keys on a guest's keyboard", Keys.Send),
    ];

    static async Task Console(Ask ask) =>
        await AttachAsync(ask, await ask.DomainAsync(), ask.OptionalText("devname"), ask.Flags(("force", 1), ("safe", 2)));

    public static async Task AttachAsync(Ask ask, DomainRef domain, string? device, uint flags)
    {
        const int shutOff = 5;
        if (!Terminal.IsTerminal(0)) throw new CommandException("Cannot run interactive console without a controlling TTY");
        if ((await ask.CallAsync(Remote.DomainGetState, new(domain, 0)).Or("Unable to get domain status")).State == shutOff)
            throw new CommandException("The domain is not running");

        var escape = ask.Session.Settings.Escape;
        ask.Out.Text($"Connected to domain '{domain.Name}'\nEscape character is {(escape < ' ' ? $"^{(char)(escape ^ 0x40)} (Ctrl + {(char)(escape ^ 0x40)})" : escape)}\n");
        ask.Out.Flush();
        var (stream, _) = await (await ask.Connection).OpenStreamAsync(Remote.DomainOpenConsole, new DomainOpenConsoleArgs(domain, device, flags));
        await using (stream)
        using (Terminal.Raw())
            await ConsoleLink.RunAsync(stream, escape);
        ask.Out.Line();
    }

    static async Task Tty(Ask ask)
    {
        var xml = XmlText.Parse(await ask.DomainXmlAsync(await ask.DomainAsync()));
        if (xml.Element("devices")?.Element("console")?.Attribute("tty") is { } tty) ask.Out.Line(tty.Value);
        else throw CommandException.Silent;
    }

    static async Task Screenshot(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var (stream, answer) = await (await ask.Connection).OpenStreamAsync(Remote.DomainScreenshot, new DomainScreenshotArgs(domain, ask.OptionalUInt("screen") ?? 0, 0))
            .Or($"could not take a screenshot of {ask.Text("domain")}");
        await using (stream)
        {
            var path = ask.OptionalText("file") ?? $"{domain.Name}-{TimeProvider.System.GetLocalNow():yyyy-MM-dd-HH:mm:ss}{Extension(answer.Mime)}";
            try
            {
                await using FileStream file = new(path, FileMode.Create, FileAccess.Write);
                await stream.CopyToAsync(file);
                await stream.FinishAsync();
            }
            catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException)
            {
                throw new CommandException($"cannot create file {path}", e);
            }
            ask.Out.Extra($"Screenshot saved to {path}, with type of {answer.Mime}");
        }
    }

    static string Extension(string? mime) => mime switch
    {
        "image/png" => ".png",
        "image/x-portable-pixmap" => ".ppm",
        _ => "",
    };
}
