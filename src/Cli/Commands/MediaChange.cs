using System.Xml.Linq;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Another medium in a CD or floppy drive.</summary>
static class MediaChange
{
    public static async Task Run(Ask ask)
    {
        const uint force = 4;
        ask.Exclusive("eject", "insert");
        ask.Exclusive("eject", "update");
        ask.Exclusive("insert", "update");
        ask.Exclusive("eject", "block");
        var source = ask.OptionalText("source");
        var path = ask.Text("path");
        if (ask.Has("eject") && source is not null) throw new CommandException("Option --eject and --source are mutually exclusive");
        if (source is null && !ask.Has("eject") && (ask.Has("insert") || !ask.Has("update"))) throw new CommandException("New disk media source was not specified");

        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        var disk = Find(XmlText.Parse(await ask.DomainXmlAsync(domain, scope == 2 ? 2u : 0), keepSpace: true), path);
        Change(disk, path, source, ask);
        if (ask.Has("print-xml"))
        {
            ask.Out.Text(XmlText.Write(disk));
            return;
        }
        var (verb, done) = ask.Has("eject") ? ("eject", "ejected") : ask.Has("insert") ? ("insert", "inserted") : ("update", "updated");
        await ask.CallAsync(Remote.DomainUpdateDeviceFlags, new(domain, XmlText.Write(disk), scope | (ask.Has("force") ? force : 0)))
            .Or($"Failed to complete action {verb} on media");
        ask.Out.Text($"Successfully {done} media.");
    }

    static XElement Find(XElement domain, string path)
    {
        var disk = (domain.Element("devices")?.Elements("disk") ?? []).FirstOrDefault(d => Disks.Target(d) == path || Disks.Source(d) == path)
            ?? throw new CommandException($"No disk found whose source path or target is {path}");
        return disk.Attribute("device")?.Value is "cdrom" or "floppy" ? disk
            : throw new CommandException($"No disk found whose source path or target is {path}") { Hint = $"'{path}' is no CD or floppy drive" };
    }

    static void Change(XElement disk, string path, string? source, Ask ask)
    {
        var old = disk.Element("source");
        if (ask.Has("insert") && Disks.Source(disk) is not null) throw new CommandException($"The disk device '{path}' already has media");
        // It tells of the old medium.
        disk.Element("backingStore")?.Remove();
        var block = ask.Has("block") || source is not null && BlockDevice.Is(source);
        if (source is null)
        {
            if (ask.Has("update") && old is null) throw new CommandException($"The disk device '{path}' doesn't have media");
            // The white space before it goes along.
            if (old?.PreviousNode is XText space) space.Remove();
            old?.Remove();
            return;
        }
        XElement medium = new("source", new XAttribute(block ? "dev" : "file", source));
        disk.SetAttributeValue("type", block ? "block" : "file");
        if (old is not null) old.ReplaceWith(medium);
        else disk.Element("target")!.AddBeforeSelf(medium, new XText("\n      "));
    }
}
