using Aerostat.Cli.Grammar;
using Aerostat.Client;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Storage volumes, and their contents.</summary>
static class Volumes
{
    public static IReadOnlyList<Command> All =>
    [
        new("vol-list", "pool! details -format=", "list a pool's volumes", List),
        new("vol-info", "vol! pool= bytes physical -format=", "show how large a volume is", Info),
        new("vol-dumpxml", "vol! pool= -xpath= wrap", "show a volume's XML", async ask => ask.PrintXml((await ask.CallAsync(Remote.StorageVolGetXmlDesc, new(await FindAsync(ask), 0))).Xml)),
        new("vol-path", "vol! pool=", "show the path of a volume that is named otherwise", async ask => ask.Out.Line((await ask.CallAsync(Remote.StorageVolGetPath, new(await FindAsync(ask)))).Name)),
        new("vol-key", "vol! pool=", "show the key of a volume that is named otherwise", async ask => ask.Out.Line((await FindAsync(ask)).Key)),
        new("vol-name", "vol!", "show the name of a volume that is named otherwise", async ask => ask.Out.Line((await FindAsync(ask)).Name)),
        new("vol-pool", "vol! uuid", "show the pool that a volume is in", async ask =>
        {
            var pool = (await ask.CallAsync(Remote.StoragePoolLookupByVolume, new(await FindAsync(ask))).Or("failed to get parent pool")).Pool;
            ask.Out.Line(ask.Has("uuid") ? Names.Uuid(pool.Uuid) : pool.Name);
        }),
        new("vol-create", "pool! file! prealloc-metadata", "make a volume from an XML file", async ask =>
        {
            var pool = await Pools.FindAsync(ask);
            var volume = (await ask.CallAsync(Remote.StorageVolCreateXml, new(pool, ask.File("file"), ask.Flags(("prealloc-metadata", 1)))).Or($"Failed to create vol from {ask["file"]}")).Volume;
            ask.Out.Extra($"Vol {volume.Name} created from {ask["file"]}\n");
        }),
        new("vol-create-as", "pool! name! capacity! allocation= format= backing-vol= backing-vol-format= prealloc-metadata print-xml", "make a volume from options", Create),
        new("vol-create-from", "pool! file! vol! inputpool= prealloc-metadata reflink", "make a volume from an XML file and another's content", async ask =>
        {
            var pool = await Pools.FindAsync(ask);
            var source = await FindAsync(ask, "inputpool");
            var volume = (await ask.CallAsync(Remote.StorageVolCreateXmlFrom, new(pool, ask.File("file"), source, ask.Flags(("prealloc-metadata", 1), ("reflink", 2))))
                .Or($"Failed to create vol from {ask["file"]}")).Volume;
            ask.Out.Extra($"Vol {volume.Name} created from input vol {source.Name}\n");
        }),
        new("vol-clone", "vol! newname! pool= prealloc-metadata reflink print-xml", "make a volume just like another", Clone),
        new("vol-delete", "vol! pool= delete-snapshots", "delete a volume", async ask =>
        {
            await ask.CallAsync(Remote.StorageVolDelete, new(await FindAsync(ask), ask.Flags(("delete-snapshots", 2)))).Or($"Failed to delete vol {ask["vol"]}");
            ask.Out.Extra($"Vol {ask["vol"]} deleted\n");
        }),
        new("vol-wipe", "vol! pool= algorithm=", "overwrite a volume's content", Wipe),
        new("vol-resize", "vol! capacity! pool= allocate delta shrink", "change a volume's size", Resize),
        new("vol-upload", "vol! file! pool= offset=# length=# sparse", "copy a file into a volume", VolumeCopy.Upload),
        new("vol-download", "vol! file! pool= offset=# length=# sparse", "copy a volume into a file", VolumeCopy.Download),
    ];

    /// <summary>By name in a pool that is named; else by key or path, or a name in any pool.</summary>
    public static async Task<VolumeRef> FindAsync(Ask ask, string poolOption = "pool")
    {
        var name = ask.Text("vol");
        if (ask.Command.Find(poolOption) is not null && ask.Has(poolOption))
        {
            var pool = await Pools.FindAsync(ask, poolOption);
            if (await Ask.TryAsync(ask.CallAsync(Remote.StorageVolLookupByName, new(pool, name))) is { } inPool) return inPool.Volume;
        }
        if (await Ask.TryAsync(ask.CallAsync(Remote.StorageVolLookupByKey, new(name))) is { } byKey) return byKey.Volume;
        return (await ask.CallAsync(Remote.StorageVolLookupByPath, new(name)).Or($"failed to get vol '{name}'{(ask.Has("pool") ? "" : ", specifying --pool might help")}")).Volume;
    }

    static readonly string[] Types = ["file", "block", "dir", "network", "netdir", "ploop"];

    static async Task List(Ask ask)
    {
        var volumes = (await ask.CallAsync(Remote.StoragePoolListAllVolumes, new(await Pools.FindAsync(ask), true, 0)).Or("Failed to list volumes")).Volumes.OrderBy(v => v.Name, StringComparer.Ordinal);
        var detailed = ask.Has("details") || ask.Out.Format == Format.Json;
        List<IReadOnlyList<Cell>> rows = [];
        foreach (var volume in volumes)
        {
            List<Cell> row = [volume.Name, (await ask.CallAsync(Remote.StorageVolGetPath, new(volume))).Name];
            if (detailed)
            {
                var info = await ask.CallAsync(Remote.StorageVolGetInfo, new(volume));
                row.AddRange([Names.At(Types, info.Type) ?? "unknown", new Cell(Pools.Short(info.Capacity), info.Capacity), new Cell(Pools.Short(info.Allocation), info.Allocation)]);
            }
            rows.Add(row);
        }
        List<(string, string)> columns = [("Name", "name"), ("Path", "path")];
        if (detailed) columns.AddRange([("Type", "type"), ("Capacity", "capacityBytes"), ("Allocation", "allocationBytes")]);
        ask.Out.Rows(columns, rows);
    }

    static async Task Info(Ask ask)
    {
        var volume = await FindAsync(ask);
        var info = await ask.CallAsync(Remote.StorageVolGetInfo, new(volume));
        Cell Size(ulong bytes) => new(ask.Has("bytes") ? $"{bytes} bytes" : Pools.Short(bytes), bytes);
        var physical = ask.Has("physical")
            ? XmlText.Parse((await ask.CallAsync(Remote.StorageVolGetXmlDesc, new(volume, 0))).Xml).Element("physical") is { } p ? (ulong)p : info.Allocation : info.Allocation;
        ask.Out.Fields(
        [
            ("Name:", "name", volume.Name), ("Type:", "type", Names.At(Types, info.Type) ?? "unknown"), ("Capacity:", "capacityBytes", Size(info.Capacity)),
            ask.Has("physical") ? ("Physical:", "physicalBytes", Size(physical)) : ("Allocation:", "allocationBytes", Size(info.Allocation)),
        ], 16);
    }

    static async Task Create(Ask ask)
    {
        DeviceXml xml = new();
        xml.Open("volume").Text("name", ask.Text("name")).Text("capacity", $"{ask.Size("capacity")}");
        if (ask.OptionalSize("allocation") is { } allocation) xml.Text("allocation", $"{allocation}");
        if (ask.OptionalText("format") is { } format) xml.Open("target").Empty("format", ("type", format)).Close("target");
        var pool = await Pools.FindAsync(ask);
        if (ask.OptionalText("backing-vol") is { } backing)
        {
            var path = await Ask.TryAsync(ask.CallAsync(Remote.StorageVolLookupByName, new(pool, backing))) is { } named ? named.Volume
                : (await ask.CallAsync(Remote.StorageVolLookupByPath, new(backing)).Or($"failed to get vol '{backing}'")).Volume;
            xml.Open("backingStore").Text("path", (await ask.CallAsync(Remote.StorageVolGetPath, new(path))).Name);
            if (ask.OptionalText("backing-vol-format") is { } backingFormat) xml.Empty("format", ("type", backingFormat));
            xml.Close("backingStore");
        }
        var text = xml.Close("volume").ToString();
        if (ask.Has("print-xml"))
        {
            ask.Out.Text(text);
            return;
        }
        await ask.CallAsync(Remote.StorageVolCreateXml, new(pool, text, ask.Flags(("prealloc-metadata", 1)))).Or($"Failed to create vol {ask["name"]}");
        ask.Out.Extra($"Vol {ask["name"]} created\n");
    }

    static async Task Clone(Ask ask)
    {
        var source = await FindAsync(ask);
        var pool = (await ask.CallAsync(Remote.StoragePoolLookupByVolume, new(source)).Or("failed to get parent pool")).Pool;
        var xml = XmlText.Parse((await ask.CallAsync(Remote.StorageVolGetXmlDesc, new(source, 0))).Xml, keepSpace: true);
        xml.SetElementValue("name", ask.Text("newname"));
        if (ask.Has("print-xml"))
        {
            ask.Out.Text(XmlText.Write(xml));
            return;
        }
        var volume = (await ask.CallAsync(Remote.StorageVolCreateXmlFrom, new(pool, XmlText.Write(xml), source, ask.Flags(("prealloc-metadata", 1), ("reflink", 2))))
            .Or($"Failed to clone vol from {source.Name}")).Volume;
        ask.Out.Extra($"Vol {volume.Name} cloned from {source.Name}\n");
    }

    static async Task Wipe(Ask ask)
    {
        string[] algorithms = ["zero", "nnsa", "dod", "bsi", "gutmann", "schneier", "pfitzner7", "pfitzner33", "random", "trim"];
        var algorithm = Array.IndexOf(algorithms, ask.OptionalText("algorithm") ?? "zero");
        if (algorithm < 0) throw new CommandException($"Unsupported algorithm '{ask["algorithm"]}'");
        await ask.CallAsync(Remote.StorageVolWipePattern, new(await FindAsync(ask), (uint)algorithm, 0)).Or($"Failed to wipe vol {ask["vol"]}");
        ask.Out.Extra($"Vol {ask["vol"]} wiped\n");
    }

    static async Task Resize(Ask ask)
    {
        var volume = await FindAsync(ask);
        var size = ask.Size("capacity");
        await ask.CallAsync(Remote.StorageVolResize, new(volume, size, ask.Flags(("allocate", 1), ("delta", 2), ("shrink", 4))))
            .Or($"Failed to change size of volume '{volume.Name}' {(ask.Has("delta") ? "by" : "to")} {ask["capacity"]}");
        ask.Out.Extra($"Size of volume '{volume.Name}' successfully changed {(ask.Has("delta") ? "by" : "to")} {ask["capacity"]}\n");
    }
}
