using System.Globalization;
using Aerostat.Cli.Grammar;
using Aerostat.Client;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Storage pools.</summary>
static class Pools
{
    const string Build = "build no-overwrite overwrite";
    const string Described = "name! type! print-xml source-host= source-path= source-dev= source-name= target= source-format= auth-type= auth-username= secret-usage= secret-uuid= adapter-name= adapter-wwnn= adapter-wwpn= adapter-parent= adapter-parent-wwnn= adapter-parent-wwpn= adapter-parent-fabric-wwn= source-protocol-ver= source-initiator=";

    public static IReadOnlyList<Command> All =>
    [
        new("pool-list", "inactive all transient persistent autostart no-autostart -type= details uuid name -format=", "list storage pools", List),
        new("pool-info", "pool! bytes -format=", "show what a storage pool is and how full it is", Info),
        new("pool-dumpxml", "pool! inactive -xpath= wrap", "show a storage pool's XML", async ask =>
            ask.PrintXml((await ask.CallAsync(Remote.StoragePoolGetXmlDesc, new(await FindAsync(ask), ask.Flags(("inactive", 1))))).Xml)),
        new("pool-define", "file! validate", "define a storage pool from an XML file, or change its definition", async ask =>
        {
            var pool = (await ask.CallAsync(Remote.StoragePoolDefineXml, new(ask.File("file"), ask.Flags(("validate", 1)))).Or($"Failed to define pool from {ask["file"]}")).Pool;
            ask.Out.Extra($"Pool {pool.Name} defined from {ask["file"]}\n");
        }),
        new("pool-define-as", Described, "define a storage pool from options", async ask =>
        {
            if (await PrintAsync(ask)) return;
            var pool = (await ask.CallAsync(Remote.StoragePoolDefineXml, new(Describe(ask), 0)).Or($"Failed to define pool {ask["name"]}")).Pool;
            ask.Out.Extra($"Pool {pool.Name} defined\n");
        }),
        new("pool-create", $"file! {Build}", "start a transient storage pool from an XML file", async ask =>
        {
            var pool = (await ask.CallAsync(Remote.StoragePoolCreateXml, new(ask.File("file"), BuildFlags(ask))).Or($"Failed to create pool from {ask["file"]}")).Pool;
            ask.Out.Extra($"Pool {pool.Name} created from {ask["file"]}\n");
        }),
        new("pool-create-as", $"{Described} {Build}", "start a transient storage pool from options", async ask =>
        {
            if (await PrintAsync(ask)) return;
            var pool = (await ask.CallAsync(Remote.StoragePoolCreateXml, new(Describe(ask), BuildFlags(ask))).Or($"Failed to create pool {ask["name"]}")).Pool;
            ask.Out.Extra($"Pool {pool.Name} created\n");
        }),
        new("pool-start", $"pool! {Build}", "start a storage pool", ask => Tell(ask, p => ask.CallAsync(Remote.StoragePoolCreate, new(p, BuildFlags(ask))), "started", "start")),
        new("pool-build", "pool! no-overwrite overwrite", "make what a storage pool needs on its disk", ask =>
            Tell(ask, p => ask.CallAsync(Remote.StoragePoolBuild, new(p, ask.Flags(("no-overwrite", 4), ("overwrite", 8)))), "built", "build")),
        new("pool-destroy", "pool!", "stop a storage pool", ask => Tell(ask, p => ask.CallAsync(Remote.StoragePoolDestroy, new(p)), "destroyed", "destroy")),
        new("find-storage-pool-sources", "type! srcSpec=", "look for sources of a kind of storage pool", async ask =>
            ask.Out.Line((await ask.CallAsync(Remote.ConnectFindStoragePoolSources, new(ask.Text("type"), ask.Has("srcSpec") ? ask.File("srcSpec") : null, 0))
                .Or($"Failed to find any {ask["type"]} pool sources")).Xml)),
        new("pool-delete", "pool!", "delete what a storage pool has on its disk", ask => Tell(ask, p => ask.CallAsync(Remote.StoragePoolDelete, new(p, 0)), "deleted", "delete")),
        new("pool-capabilities", "-xpath= -wrap", "show what kinds of storage pools there can be, as XML", async ask =>
            ask.PrintXml((await ask.CallAsync(Remote.ConnectGetStoragePoolCapabilities, new(0)).Or("failed to get storage pool capabilities")).Capabilities)),
        new("pool-undefine", "pool!", "forget a storage pool's definition", ask => Tell(ask, p => ask.CallAsync(Remote.StoragePoolUndefine, new(p)), "has been undefined", "undefine")),
        new("pool-refresh", "pool!", "look anew for a storage pool's volumes", ask => Tell(ask, p => ask.CallAsync(Remote.StoragePoolRefresh, new(p, 0)), "refreshed", "refresh")),
        new("pool-autostart", "pool! disable", "start a storage pool whenever its host starts", ask =>
        {
            var on = !ask.Has("disable");
            return Tell(ask, p => ask.CallAsync(Remote.StoragePoolSetAutostart, new(p, on)), on ? "marked as autostarted" : "unmarked as autostarted", on ? "mark" : "unmark");
        }),
        new("pool-edit", "pool!", "edit a storage pool's definition", Edit),
        new("pool-name", "pool!", "show the name of a storage pool that is named otherwise", async ask =>
        {
            var pool = await FindAsync(ask);
            if (pool.Name == ask["pool"]) throw new CommandException($"failed to get pool '{pool.Name}'") { Hint = "that is its name already" };
            ask.Out.Line(pool.Name);
        }),
        new("pool-uuid", "pool!", "show the UUID of a storage pool that is named otherwise", async ask => ask.Out.Line(Names.Uuid((await FindAsync(ask)).Uuid))),
        new("pool-event", "pool= event= loop timeout=# list timestamp", "show what happens to storage pools", Listen),
    ];

    public static async Task<PoolRef> FindAsync(Ask ask, string option = "pool")
    {
        var name = ask.Text(option);
        if (Guid.TryParse(name, out var uuid) && await Ask.TryAsync(ask.CallAsync(Remote.StoragePoolLookupByUuid, new(uuid))) is { } found) return found.Pool;
        return (await ask.CallAsync(Remote.StoragePoolLookupByName, new(name)).Or($"failed to get pool '{name}'")).Pool;
    }

    static uint BuildFlags(Ask ask)
    {
        ask.Exclusive("overwrite", "no-overwrite");
        return ask.Flags(("build", 1), ("overwrite", 2), ("no-overwrite", 4));
    }

    static async Task Tell(Ask ask, Func<PoolRef, Task<Nothing>> call, string done, string failed)
    {
        var pool = await FindAsync(ask);
        await call(pool).Or($"Failed to {failed} pool {ask["pool"]}");
        ask.Out.Extra($"Pool {ask["pool"]} {done}\n");
    }

    static Task<bool> PrintAsync(Ask ask)
    {
        if (ask.Has("print-xml")) ask.Out.Text(Describe(ask));
        return Task.FromResult(ask.Has("print-xml"));
    }

    static string Describe(Ask ask)
    {
        DeviceXml xml = new();
        xml.Open("pool", ("type", ask.Text("type"))).Text("name", ask.Text("name"));
        string[] source = ["source-host", "source-path", "source-dev", "source-name", "source-format", "auth-type", "adapter-name", "source-initiator", "source-protocol-ver"];
        if (source.Any(ask.Has))
        {
            xml.Open("source");
            if (ask["source-host"] is { } host) xml.Empty("host", ("name", host));
            if (ask["source-path"] is { } path) xml.Empty("dir", ("path", path));
            if (ask["source-dev"] is { } device) xml.Empty("device", ("path", device));
            if (ask["adapter-name"] is { } adapter) xml.Empty("adapter", ("type", "scsi_host"), ("name", adapter));
            if (ask["source-initiator"] is { } initiator) xml.Open("initiator").Empty("iqn", ("name", initiator)).Close("initiator");
            if (ask["auth-type"] is { } auth)
                xml.Open("auth", ("type", auth), ("username", ask["auth-username"])).Empty("secret", ("uuid", ask["secret-uuid"]), ("usage", ask["secret-usage"])).Close("auth");
            if (ask["source-format"] is { } format) xml.Empty("format", ("type", format));
            if (ask["source-protocol-ver"] is { } version) xml.Empty("protocol", ("ver", version));
            xml.Text("name", ask["source-name"]).Close("source");
        }
        if (ask["target"] is { } target) xml.Open("target").Text("path", target).Close("target");
        return xml.Close("pool").ToString();
    }

    static readonly string[] States = ["inactive", "building", "running", "degraded", "inaccessible"];

    static readonly string[] types = ["dir", "fs", "netfs", "logical", "disk", "iscsi", "scsi", "mpath", "rbd", "sheepdog", "gluster", "zfs", "vstorage", "iscsi-direct"];

    static async Task List(Ask ask)
    {
        ask.Exclusive("details", "uuid");
        ask.Exclusive("details", "name");
        var filter = ask.Has("all") ? 3u : ask.Has("inactive") ? 1u : 2u;
        filter |= ask.Flags(("persistent", 4), ("transient", 8), ("autostart", 16), ("no-autostart", 32));
        foreach (var type in (ask.OptionalText("type") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            filter |= Array.IndexOf(types, type) is >= 0 and var bit ? 64u << bit : throw new CommandException($"Invalid pool type '{type}'");
        var pools = (await ask.CallAsync(Remote.ConnectListAllStoragePools, new(true, filter)).Or("Failed to list pools")).Pools.OrderBy(p => p.Name, StringComparer.Ordinal);
        if (ask.Has("uuid") || ask.Has("name"))
        {
            foreach (var pool in pools) ask.Out.Line($"{(ask.Has("uuid") ? Names.Uuid(pool.Uuid) : "")}{(ask.Has("uuid") && ask.Has("name") ? " " : "")}{(ask.Has("name") ? $"{pool.Name,-20}" : "")}");
            return;
        }
        var detailed = ask.Has("details") || ask.Out.Format == Format.Json;
        List<IReadOnlyList<Cell>> rows = [];
        foreach (var pool in pools) rows.Add(await RowAsync(ask, pool, detailed));
        List<(string, string)> columns = [("Name", "name"), ("State", "state"), ("Autostart", "autostart")];
        if (detailed) columns.AddRange([("Persistent", "persistent"), ("Capacity", "capacityBytes"), ("Allocation", "allocationBytes"), ("Available", "availableBytes")]);
        ask.Out.Rows(columns, rows);
    }

    static async Task<IReadOnlyList<Cell>> RowAsync(Ask ask, PoolRef pool, bool detailed)
    {
        var active = (await ask.CallAsync(Remote.StoragePoolIsActive, new(pool))).Active;
        var autostart = await Ask.TryAsync(ask.CallAsync(Remote.StoragePoolGetAutostart, new(pool)));
        Cell starts = autostart is { } a ? new(Names.YesNo(a.Autostart), a.Autostart) : new("no autostart", null);
        if (!detailed) return [pool.Name, active ? "active" : "inactive", starts];

        var persistent = (await ask.CallAsync(Remote.StoragePoolIsPersistent, new(pool))).Persistent;
        var info = await ask.CallAsync(Remote.StoragePoolGetInfo, new(pool));
        Cell Size(ulong bytes) => active ? new(Short(bytes), bytes) : new("-", null);
        return [pool.Name, Names.At(States, info.State) ?? "unknown", starts, new(Names.YesNo(persistent), persistent), Size(info.Capacity), Size(info.Allocation), Size(info.Available)];
    }

    /// <summary>Two digits behind the point, as virsh tells sizes of storage.</summary>
    public static string Short(ulong bytes)
    {
        var parts = Names.Pretty(bytes).Split(' ');
        return string.Create(CultureInfo.InvariantCulture, $"{double.Parse(parts[0], CultureInfo.InvariantCulture):F2} {parts[1]}");
    }

    static async Task Info(Ask ask)
    {
        var pool = await FindAsync(ask);
        var info = await ask.CallAsync(Remote.StoragePoolGetInfo, new(pool));
        List<(string, string, Cell)> fields = [("Name:", "name", pool.Name), ("UUID:", "uuid", Names.Uuid(pool.Uuid)), ("State:", "state", Names.At(States, info.State) ?? "unknown")];
        if (await Ask.TryAsync(ask.CallAsync(Remote.StoragePoolIsPersistent, new(pool))) is { } p) fields.Add(("Persistent:", "persistent", new(Names.YesNo(p.Persistent), p.Persistent)));
        if (await Ask.TryAsync(ask.CallAsync(Remote.StoragePoolGetAutostart, new(pool))) is { } a) fields.Add(("Autostart:", "autostart", new(Names.YesNo(a.Autostart), a.Autostart)));
        if (info.State is 2 or 3)
        {
            Cell Size(ulong bytes) => new(ask.Has("bytes") ? $"{bytes}" : Short(bytes), bytes);
            fields.AddRange([("Capacity:", "capacityBytes", Size(info.Capacity)), ("Allocation:", "allocationBytes", Size(info.Allocation)), ("Available:", "availableBytes", Size(info.Available))]);
        }
        ask.Out.Fields(fields, 16);
    }

    static async Task Edit(Ask ask)
    {
        var pool = await FindAsync(ask);
        await Editor.EditAsync(ask,
            read: async () => (await ask.CallAsync(Remote.StoragePoolGetXmlDesc, new(pool, 1))).Xml,
            write: async xml => (await ask.CallAsync(Remote.StoragePoolDefineXml, new(xml, 0))).Pool.Name,
            unchanged: $"Pool {pool.Name} XML configuration not changed.\n", done: name => $"Pool {name} XML configuration edited.\n");
    }

    static async Task Listen(Ask ask)
    {
        if (ask.Has("list"))
        {
            ask.Out.Line("lifecycle\nrefresh");
            return;
        }
        string[] words = ["Defined", "Undefined", "Started", "Stopped", "Created", "Deleted"];
        PoolRef? filter = ask.Has("pool") ? await FindAsync(ask) : null;
        await Events.ShowAsync(ask, [ask.OptionalText("event") switch
        {
            "lifecycle" => Events.Of(OtherEvents.Pool, filter, m => $"event 'lifecycle' for storage pool {m.Pool.Name}: {Names.At(words, m.Event) ?? "unknown"}"),
            "refresh" => Events.Of(OtherEvents.PoolRefresh, filter, m => $"event 'refresh' for storage pool {m.Pool.Name}"),
            null => throw new CommandException("either --list or --event <type> is required"),
            var unknown => throw new CommandException($"unknown event type {unknown}"),
        }]);
    }
}
