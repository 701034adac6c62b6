using System.Globalization;
using System.Xml.Linq;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Memory modules of a domain: how much a virtio-mem may give.</summary>
static class MemoryModules
{
    const uint Inactive = 2;

    public static IReadOnlyList<Command> All =>
    [
        new("update-memory-device", "domain! config live current print-xml alias= node=# requested-size=#", "change how much a virtio-mem module gives", Update),
    ];

    static async Task Update(Ask ask)
    {
        ask.Exclusive("node", "alias");
        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        var module = Find(ask, XmlText.Parse(await ask.DomainXmlAsync(domain, (scope & 2) != 0 ? Inactive : 0), keepSpace: true));
        if (ask.Has("requested-size"))
        {
            var requested = module.Element("target")?.Element("requested") ?? throw new CommandException("virtio-mem device is missing <requested/>");
            requested.Value = Memory.InKib(ask.Size("requested-size", Memory.Kib)).ToString(CultureInfo.InvariantCulture);
        }
        if (ask.Has("print-xml")) ask.Out.Text(XmlText.Write(module));
        else await ask.CallAsync(Remote.DomainUpdateDeviceFlags, new(domain, XmlText.Write(module), scope));
    }

    static XElement Find(Ask ask, XElement domain)
    {
        var (alias, node) = (ask.OptionalText("alias"), ask.OptionalText("node"));
        XElement[] found =
        [
            .. (domain.Element("devices")?.Elements("memory") ?? [])
                .Where(module => alias is null || module.Element("alias")?.Attribute("name")?.Value == alias)
                .Where(module => node is null || module.Element("target")?.Element("node")?.Value == node),
        ];
        return found switch
        {
            [var one] => one,
            [] => throw new CommandException("no memory device found"),
            _ => throw new CommandException("multiple memory devices found, use --alias or --node to select one"),
        };
    }
}
