using System.Globalization;
using System.Xml.Linq;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>Snapshots of domains.</summary>
static class Snapshots
{
    const string Making = "no-metadata halt disk-only reuse-external quiesce atomic live validate";

    public static IReadOnlyList<Command> All =>
    [
        new("snapshot-create-as", $"domain! name= description= print-xml {Making} -memspec= diskspec...", "make a snapshot from options", CreateAs),
        new("snapshot-create", $"domain! xmlfile= redefine current {Making}", "make a snapshot from an XML file", Create),
        new("snapshot-list", "domain! parent roots leaves no-leaves metadata no-metadata inactive active disk-only internal external tree from= descendants name topological -format=", "list a domain's snapshots", List),
        new("snapshot-dumpxml", "domain! snapshotname! security-info -xpath= wrap", "show a snapshot's XML", async ask =>
            ask.PrintXml(await XmlAsync(ask, await FindAsync(ask, await ask.DomainAsync()), ask.Flags(("security-info", 1))))),
        new("snapshot-info", "domain! snapshotname= current", "show what a snapshot is", Info),
        new("snapshot-current", "domain! name security-info", "show a domain's current snapshot", Current),
        new("snapshot-parent", "domain! snapshotname= current", "show the snapshot that another was made after", Parent),
        new("snapshot-revert", "domain! snapshotname= current running paused force reset-nvram", "take a domain back to a snapshot", async ask =>
        {
            var snapshot = await FindAsync(ask, await ask.DomainAsync());
            await ask.CallAsync(Remote.DomainRevertToSnapshot, new(snapshot, ask.Flags(("running", 1), ("paused", 2), ("force", 4), ("reset-nvram", 8)))).Or($"Failed to revert snapshot {snapshot.Name}");
            ask.Out.Extra($"Domain snapshot {snapshot.Name} reverted\n");
        }),
        new("snapshot-delete", "domain! snapshotname= current children children-only metadata", "delete a snapshot", async ask =>
        {
            var snapshot = await FindAsync(ask, await ask.DomainAsync());
            await ask.CallAsync(Remote.DomainSnapshotDelete, new(snapshot, ask.Flags(("children", 1), ("metadata", 2), ("children-only", 4)))).Or($"Failed to delete snapshot {snapshot.Name}");
            ask.Out.Extra($"Domain snapshot {snapshot.Name} {(ask.Has("children-only") ? "children deleted" : ask.Has("children") ? "and children deleted" : "deleted")}\n");
        }),
    ];

    static uint Flags(Ask ask) => ask.Flags(("redefine", 1), ("current", 2), ("no-metadata", 4), ("halt", 8), ("disk-only", 16), ("reuse-external", 32), ("quiesce", 64), ("atomic", 128),
        ("live", 256), ("validate", 512));

    static async Task<SnapshotRef> FindAsync(Ask ask, DomainRef domain)
    {
        ask.Exclusive("current", "snapshotname");
        if (ask.Has("current")) return (await ask.CallAsync(Remote.DomainSnapshotCurrent, new(domain, 0))).Snapshot;
        if (ask.OptionalText("snapshotname") is { } name) return (await ask.CallAsync(Remote.DomainSnapshotLookupByName, new(domain, name, 0))).Snapshot;
        throw new CommandException("--snapshotname or --current is required");
    }

    static async Task<string> XmlAsync(Ask ask, SnapshotRef snapshot, uint flags = 0) => (await ask.CallAsync(Remote.DomainSnapshotGetXmlDesc, new(snapshot, flags))).Xml;

    static async Task MakeAsync(Ask ask, string xml, string? from)
    {
        var snapshot = (await ask.CallAsync(Remote.DomainSnapshotCreateXml, new(await ask.DomainAsync(), xml, Flags(ask)))).Snapshot;
        ask.Out.Text($"Domain snapshot {snapshot.Name} created{(from is null ? "" : $" from '{from}'")}");
    }

    static Task Create(Ask ask) => MakeAsync(ask, ask.Has("xmlfile") ? ask.File("xmlfile") : "<domainsnapshot/>", ask["xmlfile"]);

    static async Task CreateAs(Ask ask)
    {
        DeviceXml xml = new();
        xml.Open("domainsnapshot").Text("name", ask["name"]).Text("description", ask["description"]);
        if (ask.OptionalText("memspec") is { } memory) Part(xml, "memory", null, $"file={memory}".Replace("file=file=", "file=", StringComparison.Ordinal));
        if (ask.All("diskspec") is { Length: > 0 } disks)
        {
            xml.Open("disks");
            foreach (var disk in disks)
            {
                var comma = disk.IndexOf(',');
                Part(xml, "disk", comma < 0 ? disk : disk[..comma], comma < 0 ? "" : disk[(comma + 1)..]);
            }
            xml.Close("disks");
        }
        var text = xml.Close("domainsnapshot").ToString();
        if (ask.Has("print-xml")) ask.Out.Line(text);
        else await MakeAsync(ask, text, null);
    }

    /// <summary><c>snapshot=…,driver=…,stype=…,file=…</c> of a disk, <c>file=…,snapshot=…</c> of the memory.</summary>
    static void Part(DeviceXml xml, string element, string? name, string specification)
    {
        var words = specification.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(w => w.Split('=', 2)).ToArray();
        if (words.FirstOrDefault(w => w is not ["snapshot" or "driver" or "stype" or "file", _]) is { } strange) throw new CommandException($"unrecognized spec: {string.Join('=', strange)}");
        string? Of(string key) => words.FirstOrDefault(w => w[0] == key)?[1];
        var file = Of("file");
        if (element == "memory")
        {
            xml.Empty(element, ("file", file), ("snapshot", Of("snapshot")));
            return;
        }
        (string, string?)[] attributes = [("name", name), ("snapshot", Of("snapshot")), ("type", Of("stype"))];
        if (Of("driver") is null && file is null)
        {
            xml.Empty(element, attributes);
            return;
        }
        xml.Open(element, attributes);
        if (Of("driver") is { } driver) xml.Empty("driver", ("type", driver));
        if (file is not null) xml.Empty("source", (Of("stype") == "block" ? "dev" : "file", file));
        xml.Close(element);
    }

    static async Task List(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var filter = ask.Flags(("metadata", 2), ("leaves", 4), ("no-leaves", 8), ("no-metadata", 16), ("inactive", 32), ("active", 64), ("disk-only", 128), ("internal", 256), ("external", 512), ("topological", 1024));
        SnapshotRef[] all;
        if (ask.OptionalText("from") is { } from)
        {
            var root = (await ask.CallAsync(Remote.DomainSnapshotLookupByName, new(domain, from, 0))).Snapshot;
            all = (await ask.CallAsync(Remote.DomainSnapshotListAllChildren, new(root, true, filter | (ask.Has("descendants") ? 1u : 0)))).Snapshots;
        }
        else
        {
            all = (await ask.CallAsync(Remote.DomainListAllSnapshots, new(domain, true, filter | (ask.Has("roots") ? 1u : 0)))).Snapshots;
        }
        if (!ask.Has("topological")) Array.Sort(all, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        if (ask.Has("name"))
        {
            foreach (var snapshot in all) ask.Out.Line(snapshot.Name);
            return;
        }
        if (ask.Has("tree"))
        {
            await Tree(ask, all);
            return;
        }
        List<(string, string)> columns = [("Name", "name"), ("Creation Time", "creationTime"), ("State", "state")];
        if (ask.Has("parent")) columns.Add(("Parent", "parent"));
        List<IReadOnlyList<Cell>> rows = [];
        foreach (var snapshot in all)
        {
            var xml = XmlText.Parse(await XmlAsync(ask, snapshot));
            List<Cell> row = [snapshot.Name, When(xml), xml.Element("state")?.Value ?? ""];
            if (ask.Has("parent")) row.Add(xml.Element("parent")?.Element("name")?.Value ?? "");
            rows.Add(row);
        }
        ask.Out.Rows(columns, rows);
    }

    static async Task Tree(Ask ask, SnapshotRef[] all)
    {
        Dictionary<string, string?> parents = [];
        foreach (var snapshot in all) parents[snapshot.Name] = XmlText.Parse(await XmlAsync(ask, snapshot)).Element("parent")?.Element("name")?.Value;
        string[] Below(string? parent) => [.. all.Select(s => s.Name).Where(name => parents[name] is { } p && parents.ContainsKey(p) ? p == parent : parent is null)];
        void Draw(string name, string indent, string branch)
        {
            ask.Out.Line($"{branch}{name}");
            var children = Below(name);
            if (children.Length > 0) ask.Out.Line($"{indent}  |");
            for (var i = 0; i < children.Length; i++)
            {
                var last = i == children.Length - 1;
                Draw(children[i], $"{indent}  {(last ? ' ' : '|')}", $"{indent}  +- ");
                if (last) ask.Out.Line($"{indent}    ");
            }
        }
        foreach (var root in Below(null))
        {
            Draw(root, "", "");
            ask.Out.Line();
        }
    }

    static string When(XElement xml) => long.TryParse(xml.Element("creationTime")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture).Remove(23, 1) : "";

    static async Task Info(Ask ask)
    {
        const uint descendants = 1;
        var domain = await ask.DomainAsync();
        var snapshot = await FindAsync(ask, domain);
        var xml = XmlText.Parse(await XmlAsync(ask, snapshot));
        var external = xml.Element("memory")?.Attribute("snapshot")?.Value == "external"
            || (xml.Element("disks")?.Elements("disk") ?? []).Any(d => d.Attribute("snapshot")?.Value == "external");
        async Task<int> Count(uint flags) => (await ask.CallAsync(Remote.DomainSnapshotNumChildren, new(snapshot, flags))).Count;
        ask.Out.Fields(
        [
            ("Name:", "name", snapshot.Name), ("Domain:", "domain", domain.Name),
            ("Current:", "current", Names.YesNo((await ask.CallAsync(Remote.DomainSnapshotIsCurrent, new(snapshot, 0))).Current)),
            ("State:", "state", xml.Element("state")?.Value ?? ""), ("Location:", "location", external ? "external" : "internal"),
            ("Parent:", "parent", xml.Element("parent")?.Element("name")?.Value ?? "-"),
            ("Children:", "children", (long)await Count(0)), ("Descendants:", "descendants", (long)await Count(descendants)), ("Metadata:", "metadata", "yes"),
        ], 16);
    }

    static async Task Current(Ask ask)
    {
        var domain = await ask.DomainAsync();
        if (!(await ask.CallAsync(Remote.DomainHasCurrentSnapshot, new(domain, 0))).Result) throw new CommandException($"domain '{domain.Name}' has no current snapshot");
        var snapshot = (await ask.CallAsync(Remote.DomainSnapshotCurrent, new(domain, 0))).Snapshot;
        ask.Out.Text(ask.Has("name") ? snapshot.Name : await XmlAsync(ask, snapshot, ask.Flags(("security-info", 1))));
    }

    static async Task Parent(Ask ask)
    {
        var snapshot = await FindAsync(ask, await ask.DomainAsync());
        try
        {
            ask.Out.Text((await ask.CallAsync(Remote.DomainSnapshotGetParent, new(snapshot, 0))).Snapshot.Name);
        }
        catch (VirtException e) when (e.Code == ErrorCode.NoDomainSnapshot)
        {
            throw new CommandException($"snapshot '{snapshot.Name}' has no parent");
        }
    }
}
