using System.Xml.Linq;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Checkpoints, and the backups that start from them.</summary>
static class Checkpoints
{
    public static IReadOnlyList<Command> All =>
    [
        new("checkpoint-create", "domain! xmlfile= redefine redefine-validate quiesce", "make a checkpoint from an XML file", async ask =>
            await MakeAsync(ask, ask.Has("xmlfile") ? ask.File("xmlfile") : "<domaincheckpoint/>")),
        new("checkpoint-create-as", "domain! name= description= print-xml quiesce -diskspec...", "make a checkpoint from options", CreateAs),
        new("checkpoint-list", "domain! parent roots leaves no-leaves tree from= descendants name topological -format=", "list a domain's checkpoints", List),
        new("checkpoint-dumpxml", "domain! checkpointname! security-info no-domain size -xpath= wrap", "show a checkpoint's XML", async ask =>
            ask.PrintXml((await ask.CallAsync(Remote.DomainCheckpointGetXmlDesc, new(await FindAsync(ask), ask.Flags(("security-info", 1), ("no-domain", 2), ("size", 4))))).Xml)),
        new("checkpoint-info", "domain! checkpointname!", "show what a checkpoint is", Info),
        new("checkpoint-parent", "domain! checkpointname!", "show the checkpoint that another was made after", async ask =>
            ask.Out.Line((await ask.CallAsync(Remote.DomainCheckpointGetParent, new(await FindAsync(ask), 0))).Parent.Name)),
        new("checkpoint-delete", "domain! checkpointname! children children-only metadata", "delete a checkpoint", async ask =>
        {
            ask.Exclusive("children", "children-only");
            var checkpoint = await FindAsync(ask);
            await ask.CallAsync(Remote.DomainCheckpointDelete, new(checkpoint, ask.Flags(("children", 1), ("metadata", 2), ("children-only", 4)))).Or($"Failed to delete checkpoint {checkpoint.Name}");
            ask.Out.Extra($"Domain checkpoint {checkpoint.Name} {(ask.Has("children-only") ? "children deleted" : ask.Has("children") ? "and children deleted" : "deleted")}\n");
        }),
        new("backup-begin", "domain! backupxml= checkpointxml= reuse-external", "start a backup of a domain's disks", async ask =>
        {
            var backup = ask.Has("backupxml") ? ask.File("backupxml") : "<domainbackup/>";
            var checkpoint = ask.Has("checkpointxml") ? ask.File("checkpointxml") : null;
            await ask.CallAsync(Remote.DomainBackupBegin, new(await ask.DomainAsync(), backup, checkpoint, ask.Flags(("reuse-external", 1))));
            ask.Out.Extra("Backup started\n");
        }),
        new("backup-dumpxml", "domain! -xpath= wrap", "show the XML of the backup that is under way", async ask =>
            ask.PrintXml((await ask.CallAsync(Remote.DomainBackupGetXmlDesc, new(await ask.DomainAsync(), 0))).Xml)),
    ];

    static async Task<CheckpointRef> FindAsync(Ask ask) =>
        (await ask.CallAsync(Remote.DomainCheckpointLookupByName, new(await ask.DomainAsync(), ask.Text("checkpointname"), 0))).Checkpoint;

    static async Task MakeAsync(Ask ask, string xml)
    {
        var checkpoint = (await ask.CallAsync(Remote.DomainCheckpointCreateXml, new(await ask.DomainAsync(), xml, ask.Flags(("redefine", 1), ("quiesce", 2), ("redefine-validate", 4))))).Checkpoint;
        ask.Out.Text($"Domain checkpoint {checkpoint.Name} created{(ask["xmlfile"] is { } from ? $" from '{from}'" : "")}");
    }

    static async Task CreateAs(Ask ask)
    {
        XElement made = new("domaincheckpoint");
        if (ask.OptionalText("name") is { } name) made.Add(new XElement("name", name));
        if (ask.OptionalText("description") is { } description) made.Add(new XElement("description", description));
        if (ask.Has("diskspec")) made.Add(new XElement("disks", ask.All("diskspec").Select(Disk)));
        if (ask.Has("print-xml")) ask.Out.Line(XmlText.Write(made));
        else await MakeAsync(ask, XmlText.Write(made));
    }

    /// <summary>As in <c>vda,checkpoint=bitmap,bitmap=b1</c>.</summary>
    static XElement Disk(string text)
    {
        var words = text.Split(',');
        XElement disk = new("disk", new XAttribute("name", words[0]));
        foreach (var word in words.Skip(1))
            if (word.Split('=', 2) is ["checkpoint" or "bitmap", var value]) disk.SetAttributeValue(word[..word.IndexOf('=')], value);
            else throw new CommandException($"unable to parse diskspec: {text}");
        return disk;
    }

    static async Task List(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var flags = ask.Flags(("roots", 1), ("descendants", 1), ("topological", 2), ("leaves", 4), ("no-leaves", 8));
        var found = ask.OptionalText("from") is { } from
            ? (await ask.CallAsync(Remote.DomainCheckpointListAllChildren, new((await ask.CallAsync(Remote.DomainCheckpointLookupByName, new(domain, from, 0))).Checkpoint, true, flags))).Checkpoints
            : (await ask.CallAsync(Remote.DomainListAllCheckpoints, new(domain, true, flags))).Checkpoints;
        if (ask.Has("name"))
        {
            foreach (var one in found) ask.Out.Line(one.Name);
            return;
        }
        List<IReadOnlyList<Cell>> rows = [];
        foreach (var one in found)
        {
            var xml = XmlText.Parse((await ask.CallAsync(Remote.DomainCheckpointGetXmlDesc, new(one, 2))).Xml);
            var time = long.TryParse(xml.Element("creationTime")?.Value, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) : "";
            List<Cell> row = [one.Name, time];
            if (ask.Has("parent")) row.Add(xml.Element("parent")?.Element("name")?.Value ?? "-");
            rows.Add(row);
        }
        List<(string, string)> columns = [("Name", "name"), ("Creation Time", "creationTime")];
        if (ask.Has("parent")) columns.Add(("Parent", "parent"));
        ask.Out.Rows(columns, rows);
    }

    static async Task Info(Ask ask)
    {
        var checkpoint = await FindAsync(ask);
        var parent = await Ask.TryAsync(ask.CallAsync(Remote.DomainCheckpointGetParent, new(checkpoint, 0)));
        var children = (await ask.CallAsync(Remote.DomainCheckpointListAllChildren, new(checkpoint, false, 0))).Count;
        var descendants = (await ask.CallAsync(Remote.DomainCheckpointListAllChildren, new(checkpoint, false, 1))).Count;
        ask.Out.Fields(
        [
            ("Name:", "name", checkpoint.Name), ("Domain:", "domain", checkpoint.Domain.Name), ("Parent:", "parent", parent?.Parent.Name ?? "-"),
            ("Children:", "children", children), ("Descendants:", "descendants", descendants),
        ], 15);
    }
}
