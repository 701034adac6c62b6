using System.Globalization;
using System.Xml.Linq;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>A network interface from options: <c>attach-interface</c> and <c>detach-interface</c>.</summary>
static class NicPlug
{
    public static async Task Attach(Ask ask)
    {
        var xml = Describe(ask);
        if (ask.Has("print-xml"))
        {
            ask.Out.Text(xml);
            return;
        }
        await Devices.AttachAsync(ask, await ask.DomainAsync(), xml).Or("Failed to attach interface");
        ask.Out.Extra("Interface attached successfully\n");
    }

    internal static string Describe(Ask ask)
    {
        var type = ask.Text("type");
        var source = ask.Text("source");
        if (type is not ("network" or "bridge" or "direct" or "hostdev")) throw new CommandException($"No support for {type} in command 'attach-interface'");

        DeviceXml xml = new();
        xml.Open("interface", ("type", type), ("managed", ask.Has("managed") ? "yes" : null));
        if (type == "hostdev") HostDevice(xml, source);
        else xml.Empty("source", (type == "direct" ? "dev" : type, source), ("mode", ask.OptionalText("source-mode")));
        if (ask.OptionalText("target") is { } target) xml.Empty("target", ("dev", target));
        if (ask.OptionalText("mac") is { } mac) xml.Empty("mac", ("address", mac));
        if (ask.OptionalText("script") is { } script) xml.Empty("script", ("path", script));
        if (ask.OptionalText("model") is { } model) xml.Empty("model", ("type", model));
        if (ask.OptionalText("alias") is { } alias) xml.Empty("alias", ("name", alias));
        Bandwidth(ask, xml);
        return xml.Close("interface").ToString();
    }

    static void HostDevice(DeviceXml xml, string source)
    {
        var words = source.Split(':', '.');
        var numbers = new uint[4];
        if (words.Length != 4 || words.Where((word, i) => !uint.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out numbers[i])).Any())
            throw new CommandException($"cannot parse pci address '{source}'");
        xml.Open("source")
            .Empty("address", ("type", "pci"), ("domain", $"0x{numbers[0]:x4}"), ("bus", $"0x{numbers[1]:x2}"), ("slot", $"0x{numbers[2]:x2}"), ("function", $"0x{numbers[3]:x}"))
            .Close("source");
    }

    static void Bandwidth(Ask ask, DeviceXml xml)
    {
        if (!ask.Has("inbound") && !ask.Has("outbound")) return;
        xml.Open("bandwidth");
        foreach (var way in (string[])["inbound", "outbound"])
        {
            if (ask.OptionalText(way) is not { } text) continue;
            var rate = Rate(text);
            if (rate[0] is null && (way == "outbound" || rate[3] is null))
                throw new CommandException(way == "inbound" ? "either inbound average or floor is mandatory" : "outbound average is mandatory");
            if (way == "outbound" && rate[3] is not null) throw new CommandException("outbound floor is unsupported yet");
            xml.Empty(way, ("average", rate[0]), ("peak", rate[1]), ("burst", rate[2]), ("floor", rate[3]));
        }
        xml.Close("bandwidth");
    }

    /// <summary><c>average,peak,burst,floor</c>; none of them has to be there.</summary>
    internal static string?[] Rate(string text)
    {
        string[] names = ["average", "peak", "burst", "floor"];
        var words = text.Split(',');
        if (words.Length > names.Length) throw new CommandException($"Rate string '{text}' has too many fields");
        var rate = new string?[names.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].Length == 0) continue;
            rate[i] = ulong.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? $"{number}" : throw new CommandException($"field '{names[i]}' is malformed");
        }
        return rate;
    }

    public static async Task Detach(Ask ask)
    {
        var type = ask.Text("type");
        var mac = ask.OptionalText("mac");
        var domain = await ask.DomainAsync();
        var scope = await ask.DeviceScopeAsync(domain);
        try
        {
            var nic = XmlText.Write(Find((await Interfaces.OfAsync(ask, domain, Devices.XmlOf(scope), keepSpace: true)).ToArray(), type, mac));
            if (ask.Has("print-xml"))
            {
                ask.Out.Text(nic);
                return;
            }
            await Devices.DetachAsync(ask, domain, nic, scope);
        }
        catch (Exception e) when (e is CommandException or Values.VirtException)
        {
            // virsh names the reason first where it found it itself, last where the server did.
            if (e is CommandException) ask.Out.Error(e.Message);
            throw new CommandException("Failed to detach interface", e as Values.VirtException);
        }
        ask.Out.Extra("Interface detached successfully\n");
    }

    static XElement Find(XElement[] nics, string type, string? mac)
    {
        var fitting = nics.Where(nic => nic.Attribute("type")?.Value == type).ToArray();
        if (fitting.Length == 0 && mac is null) throw new CommandException($"No interface found whose type is {type}");
        if (mac is null)
            return fitting.Length == 1 ? fitting[0]
                : throw new CommandException($"Domain has {fitting.Length} interfaces. Please specify which one to detach using --mac");
        var found = fitting.Where(nic => string.Equals(nic.Element("mac")?.Attribute("address")?.Value, mac, StringComparison.OrdinalIgnoreCase)).ToArray();
        return found.Length switch
        {
            1 => found[0],
            0 => throw new CommandException($"No interface with MAC address {mac} was found"),
            _ => throw new CommandException($"Domain has multiple interfaces matching MAC address {mac}. You must use detach-device and specify the device pci address to remove it."),
        };
    }
}
