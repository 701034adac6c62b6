using System.Globalization;
using System.Xml.Linq;
using Aerostat.Cli.Grammar;

namespace Aerostat.Cli.Commands;

/// <summary>Where a guest's displays can be looked at.</summary>
static class Displays
{
    public static async Task Vnc(Ask ask)
    {
        var domain = await ask.DomainAsync();
        if (!await ask.IsActiveAsync(domain)) throw new CommandException("Domain is not running");
        var xml = XmlText.Parse(await ask.DomainXmlAsync(domain));
        var vnc = xml.Element("devices")?.Elements("graphics").FirstOrDefault(g => g.Attribute("type")?.Value == "vnc");
        if (!int.TryParse(vnc?.Attribute("port")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            throw new CommandException("Failed to get VNC port. Is this domain using VNC?");
        const int first = 5900;
        ask.Out.Line($"{vnc!.Attribute("listen")?.Value}:{port - first}");
    }

    public static async Task Show(Ask ask)
    {
        const uint secure = 1;
        var domain = await ask.DomainAsync();
        if (!await ask.IsActiveAsync(domain)) throw new CommandException("Domain is not running");
        var xml = XmlText.Parse(await ask.DomainXmlAsync(domain, ask.Has("include-password") ? secure : 0));
        var only = ask.OptionalText("type");
        List<string> uris = [];
        foreach (var scheme in (string[])["vnc", "spice", "rdp", "dbus"])
        {
            if (only is not null && only != scheme) continue;
            if (xml.Element("devices")?.Elements("graphics").FirstOrDefault(g => g.Attribute("type")?.Value == scheme) is not { } graphics) continue;
            if (Uri(graphics, scheme) is not { } uri) continue;
            uris.Add(uri);
            if (!ask.Has("all")) break;
        }
        ask.Out.Text(string.Join('\n', uris) + (ask.Has("all") && uris.Count > 0 ? "\n" : ""));
        if (uris.Count == 0) throw new CommandException(only is null ? "No graphical display found" : $"No graphical display with type '{only}' found");
    }

    static string? Uri(XElement graphics, string scheme)
    {
        string? Of(string name) => graphics.Attribute(name)?.Value;
        int? Port(string name) => int.TryParse(Of(name), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null;

        var socket = Of("socket") ?? graphics.Elements("listen").FirstOrDefault(l => l.Attribute("type")?.Value == "socket")?.Attribute("socket")?.Value;
        var (port, tls) = (Port("port"), Port("tlsPort"));
        if (port is null && tls is null) return socket is null ? null : $"{scheme}+unix://{socket}";

        var listen = Of("listen") ?? graphics.Element("listen")?.Attribute("address")?.Value;
        var host = listen is null or "0.0.0.0" or "::" ? "localhost" : listen.Contains(':', StringComparison.Ordinal) ? $"[{listen}]" : listen;
        var password = Of("passwd");
        const int first = 5900;
        return scheme switch
        {
            "vnc" => $"vnc://{(password is null ? "" : $":{password}@")}{host}:{port - first}",
            _ => $"{scheme}://{host}{(port is { } p ? $":{p}" : "")}{Query(tls, password)}",
        };
    }

    static string Query(int? tls, string? password)
    {
        string[] parts = [.. tls is { } port ? [$"tls-port={port}"] : Array.Empty<string>(), .. password is null ? Array.Empty<string>() : [$"password={password}"]];
        return parts.Length == 0 ? "" : $"?{string.Join('&', parts)}";
    }
}
