using System.Xml.Linq;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>A domain's network interfaces: which, how busy, what addresses.</summary>
static class Interfaces
{
    public static IReadOnlyList<Command> All =>
    [
        new("domiflist", "domain! inactive -format=", "list a domain's network interfaces", List),
        new("domifstat", "domain! interface! -format=", "show how busy a network interface is", Stat),
        new("domif-getlink", "domain! interface! config", "show whether a network interface's cable is in", GetLink),
        new("domifaddr", "domain! interface= full source= -format=", "show the addresses of a domain's network interfaces", Addresses),
    ];

    public static IReadOnlyList<Command> Changing =>
    [
        new("domif-setlink", "domain! interface! state! config print-xml", "pull a network interface's cable or plug it in", SetLink),
    ];

    public static async Task<IEnumerable<XElement>> OfAsync(Ask ask, DomainRef domain, uint flags = 0, bool keepSpace = false) =>
        XmlText.Parse(await ask.DomainXmlAsync(domain, flags), keepSpace).Element("devices")?.Elements("interface") ?? [];

    static string? Source(XElement nic) => nic.Element("source")?.Attributes()
        .FirstOrDefault(a => a.Name.LocalName is "bridge" or "dev" or "network" or "name" or "path" or "address")?.Value;

    static async Task List(Ask ask)
    {
        var nics = await OfAsync(ask, await ask.DomainAsync(), ask.Has("inactive") ? 2u : 0);
        static Cell Known(string? text) => new(text ?? "-", text);
        ask.Out.Rows([("Interface", "interface"), ("Type", "type"), ("Source", "source"), ("Model", "model"), ("MAC", "mac")], nics.Select(nic => (IReadOnlyList<Cell>)
        [
            Known(nic.Element("target")?.Attribute("dev")?.Value), Known(nic.Attribute("type")?.Value), Known(Source(nic)),
            Known(nic.Element("model")?.Attribute("type")?.Value), Known(nic.Element("mac")?.Attribute("address")?.Value),
        ]));
    }

    static async Task Stat(Ask ask)
    {
        var device = ask.Text("interface");
        var domain = await ask.DomainAsync();
        var stats = await ask.CallAsync(Remote.DomainInterfaceStats, new(domain, device)).Or($"Failed to get interface stats {domain.Name} {device}");
        (string Name, long Value)[] values =
        [
            ("rx_bytes", stats.RxBytes), ("rx_packets", stats.RxPackets), ("rx_errs", stats.RxErrs), ("rx_drop", stats.RxDrop),
            ("tx_bytes", stats.TxBytes), ("tx_packets", stats.TxPackets), ("tx_errs", stats.TxErrs), ("tx_drop", stats.TxDrop),
        ];
        // -1: this one is not counted.
        ask.Out.Fields(values.Where(v => v.Value >= 0).Select(v => ($"{device} {v.Name} ", v.Name, (Cell)v.Value)), 0);
    }

    static XElement Find(IEnumerable<XElement> nics, string name)
    {
        var found = nics.Where(nic => string.Equals(nic.Element("mac")?.Attribute("address")?.Value, name, StringComparison.OrdinalIgnoreCase)
            || nic.Element("target")?.Attribute("dev")?.Value == name).ToArray();
        return found.Length switch
        {
            1 => found[0],
            0 => throw new CommandException($"Interface '{name}' not found"),
            _ => throw new CommandException($"Multiple interfaces with address '{name}' found"),
        };
    }

    static async Task GetLink(Ask ask)
    {
        var name = ask.Text("interface");
        var nic = Find(await OfAsync(ask, await ask.DomainAsync(), ask.Has("config") ? 2u : 0), name);
        ask.Out.Text($"{name} {nic.Element("link")?.Attribute("state")?.Value ?? "up"}");
    }

    static async Task SetLink(Ask ask)
    {
        var name = ask.Text("interface");
        var state = ask.Text("state");
        if (state is not ("up" or "down")) throw new CommandException($"invalid link state '{state}'");
        var domain = await ask.DomainAsync();
        var config = ask.Has("config");
        var nic = Find(await OfAsync(ask, domain, config ? 2u : 0, keepSpace: true), name);
        if (nic.Element("link") is { } link) link.SetAttributeValue("state", state);
        else nic.Add(new XElement("link", new XAttribute("state", state)));

        if (ask.Has("print-xml"))
        {
            ask.Out.Line(XmlText.Write(nic));
            return;
        }
        var scope = config || !await ask.IsActiveAsync(domain) ? 2u : 1;
        await ask.CallAsync(Remote.DomainUpdateDeviceFlags, new(domain, XmlText.Write(nic), scope)).Or("Failed to update interface link state");
        ask.Out.Extra("Device updated successfully\n");
    }

    static async Task Addresses(Ask ask)
    {
        uint source = (ask.OptionalText("source") ?? "lease") switch
        {
            "lease" => 0,
            "agent" => 1,
            "arp" => 2,
            var unknown => throw new CommandException($"Unknown data source '{unknown}'"),
        };
        var only = ask.OptionalText("interface");
        var domain = await ask.DomainAsync();
        var nics = (await ask.CallAsync(Remote.DomainInterfaceAddresses, new(domain, source, 0)).Or("Failed to query for interfaces addresses")).Interfaces;
        if (ask.Out.Format == Format.Json)
        {
            ask.Out.Rows([("", "interface"), ("", "mac"), ("", "addresses")], nics.Where(n => only is null || n.Name == only).Select(n => (IReadOnlyList<Cell>)
                [n.Name, new Cell("", n.Mac), new Cell("", n.Addresses.Select(a => $"{a.Address}/{a.Prefix}"))]));
            return;
        }
        ask.Out.Extra($" {"Name",-10} {"MAC address",-20} {"Protocol",-8}     {"Address"}\n{new string('-', 79)}\n");
        foreach (var nic in nics)
        {
            if (only is not null && nic.Name != only) continue;
            if (nic.Addresses.Length == 0) ask.Out.Line($" {nic.Name,-10} {nic.Mac ?? "N/A",-17}    {"N/A",-12} N/A");
            for (var i = 0; i < nic.Addresses.Length; i++)
            {
                var address = nic.Addresses[i];
                var (name, mac) = i == 0 || ask.Has("full") ? (nic.Name, nic.Mac ?? "") : ("-", "-");
                ask.Out.Line($" {name,-10} {mac,-17}    {(address.Type == 0 ? "ipv4" : "ipv6"),-12} {address.Address}/{address.Prefix}");
            }
        }
    }
}
