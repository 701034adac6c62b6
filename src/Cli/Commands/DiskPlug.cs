using System.Globalization;
using Aerostat.Cli.Grammar;

namespace Aerostat.Cli.Commands;

/// <summary>A disk from options: <c>attach-disk</c> and <c>detach-disk</c>.</summary>
static class DiskPlug
{
    public static async Task Attach(Ask ask)
    {
        var xml = Describe(ask);
        if (ask.Has("print-xml"))
        {
            ask.Out.Text(xml);
            return;
        }
        await Devices.AttachAsync(ask, await ask.DomainAsync(), xml).Or("Failed to attach disk");
        ask.Out.Extra("Disk attached successfully\n");
    }

    internal static string Describe(Ask ask)
    {
        var source = ask["source"];
        var mode = ask.OptionalText("mode");
        if (mode is not (null or "readonly" or "shareable")) throw new CommandException($"No support for {mode} in command 'attach-disk'");
        var type = ask.OptionalText("sourcetype") ?? (ask.Has("source-protocol") ? "network" : IsBlockDevice(source) ? "block" : "file");
        if (type is not ("file" or "block" or "network")) throw new CommandException($"Unknown source type: '{type}'");

        (string, string?)[] driver =
        [
            ("name", ask.OptionalText("driver")), ("type", ask.OptionalText("subdriver")), ("iothread", ask.OptionalText("iothread")),
            ("cache", ask.OptionalText("cache")), ("io", ask.OptionalText("io")),
        ];
        DeviceXml xml = new();
        xml.Open("disk", ("type", type), ("device", ask.OptionalText("type")), ("rawio", ask.Has("rawio") ? "yes" : null));
        if (driver.Any(d => d.Item2 is not null)) xml.Empty("driver", driver);
        Source(ask, xml, type, source);
        xml.Empty("target", ("dev", ask.Text("target")), ("bus", ask.OptionalText("targetbus")));
        if (mode is not null) xml.Empty(mode);
        xml.Text("serial", ask.OptionalText("serial"));
        if (ask.OptionalText("alias") is { } alias) xml.Empty("alias", ("name", alias));
        xml.Text("wwn", ask.OptionalText("wwn"));
        if (ask.OptionalText("address") is { } address) Address(xml, address, ask.Text("target"), ask.Has("multifunction"));
        return xml.Close("disk").ToString();
    }

    static bool IsBlockDevice(string? path) =>
        path is { Length: > 0 } && File.Exists(path) && path.StartsWith("/dev/", StringComparison.Ordinal) && BlockDevice.Is(path);

    static void Source(Ask ask, DeviceXml xml, string type, string? source)
    {
        if (type != "network")
        {
            xml.Empty("source", (type == "block" ? "dev" : "file", source));
            return;
        }
        var protocol = ask.OptionalText("source-protocol") ?? throw new CommandException("--source-protocol option requires --sourcetype network");
        (string, string?)[] attributes = [("protocol", protocol), ("name", source)];
        var host = ask.OptionalText("source-host-name");
        var transport = ask.OptionalText("source-host-transport");
        var socket = ask.OptionalText("source-host-socket");
        if (host is null && transport is null && socket is null)
        {
            xml.Empty("source", attributes);
            return;
        }
        var colon = host?.LastIndexOf(':') ?? -1;
        xml.Open("source", attributes)
            .Empty("host", ("transport", transport), ("socket", socket), ("name", colon < 0 ? host : host![..colon]), ("port", colon < 0 ? null : host![(colon + 1)..]))
            .Close("source");
    }

    /// <summary><c>pci:0000.00.11.0</c>, <c>scsi:0.0.1</c>, <c>usb:1.2</c>, <c>ccw:fe.0.0001</c>; the target's name says which ones fit.</summary>
    internal static void Address(DeviceXml xml, string address, string target, bool multifunction)
    {
        var colon = address.IndexOf(':');
        if (colon < 0) throw new CommandException("Invalid address.");
        var kind = address[..colon];
        var parts = address[(colon + 1)..].Split('.');
        var disk = target.Length >= 2 ? target[..2] : "";
        switch (kind)
        {
            case "pci" when disk == "vd" && Hex(parts, 4) is [var domain, var bus, var slot, var function]:
                xml.Empty("address", ("type", "pci"), ("domain", $"0x{domain:x4}"), ("bus", $"0x{bus:x2}"), ("slot", $"0x{slot:x2}"), ("function", $"0x{function:x}"),
                    ("multifunction", multifunction ? "on" : null));
                break;
            case "ccw" when disk == "vd" && Hex(parts, 3) is [var cssid, var ssid, var device]:
                xml.Empty("address", ("type", "ccw"), ("cssid", $"0x{cssid:x2}"), ("ssid", $"0x{ssid:x1}"), ("devno", $"0x{device:x4}"));
                break;
            case "scsi" or "sata" when disk == "sd" && Numbers(parts, 3):
            case "ide" when disk == "hd" && Numbers(parts, 3):
                xml.Empty("address", ("type", "drive"), ("controller", parts[0]), ("bus", parts[1]), ("unit", parts[2]));
                break;
            case "usb" when disk == "sd" && Numbers(parts, 2):
                xml.Empty("address", ("type", "usb"), ("bus", parts[0]), ("port", parts[1]));
                break;
            case "pci" or "ccw" or "scsi" or "sata" or "ide" or "usb":
                throw new CommandException(disk switch
                {
                    "vd" => "expecting a pci:0000.00.00.00 or ccw:00.0.0000 address.",
                    "hd" => "expecting an ide:00.00.00 address.",
                    _ => "expecting a scsi:00.00.00 or usb:00.00 or sata:00.00.00 address.",
                });
            default: throw new CommandException("Invalid address.");
        }
    }

    static uint[]? Hex(string[] parts, int count)
    {
        var values = new uint[count];
        if (parts.Length != count) return null;
        for (var i = 0; i < count; i++)
            if (!uint.TryParse(parts[i].Replace("0x", "", StringComparison.Ordinal), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out values[i])) return null;
        return values;
    }

    static bool Numbers(string[] parts, int count) => parts.Length == count && parts.All(part => uint.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    public static async Task Detach(Ask ask)
    {
        var target = ask.Text("target");
        var domain = await ask.DomainAsync();
        var scope = await ask.DeviceScopeAsync(domain);
        var disks = (XmlText.Parse(await ask.DomainXmlAsync(domain, Devices.XmlOf(scope)), keepSpace: true).Element("devices")?.Elements("disk") ?? []).ToArray();
        if (disks.Length == 0) throw new CommandException("Failed to get disk information");
        var disk = disks.FirstOrDefault(d => Disks.Target(d) == target || Disks.Source(d) == target)
            ?? throw new CommandException($"No disk found whose source path or target is {target}");
        if (ask.Has("print-xml"))
        {
            ask.Out.Text(XmlText.Write(disk));
            return;
        }
        await Devices.DetachAsync(ask, domain, XmlText.Write(disk), scope).Or("Failed to detach disk");
        ask.Out.Extra("Disk detached successfully\n");
    }
}
