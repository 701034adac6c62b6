using System.Globalization;
using Aerostat.Cli.Grammar;
using Aerostat.Client;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Virtual networks.</summary>
static class Networks
{
    public static IReadOnlyList<Command> All =>
    [
        new("net-list", "inactive all persistent transient autostart no-autostart uuid name table -format=", "list networks", List),
        new("net-info", "network! -format=", "show what a network is and how it is", Info),
        new("net-dumpxml", "network! inactive -xpath= wrap", "show a network's XML", async ask =>
            ask.PrintXml((await ask.CallAsync(Remote.NetworkGetXmlDesc, new(await FindAsync(ask), ask.Flags(("inactive", 1))))).Xml)),
        new("net-define", "file! validate", "define a network from an XML file, or change its definition", async ask =>
        {
            var failed = $"Failed to define network from {ask["file"]}";
            var network = ask.Has("validate")
                ? (await ask.CallAsync(Remote.NetworkDefineXmlFlags, new(ask.File("file"), 1)).Or(failed)).Network
                : (await ask.CallAsync(Remote.NetworkDefineXml, new(ask.File("file"))).Or(failed)).Network;
            ask.Out.Extra($"Network {network.Name} defined from {ask["file"]}\n");
        }),
        new("net-create", "file! validate", "start a transient network from an XML file", async ask =>
        {
            var failed = $"Failed to create network from {ask["file"]}";
            var network = ask.Has("validate")
                ? (await ask.CallAsync(Remote.NetworkCreateXmlFlags, new(ask.File("file"), 1)).Or(failed)).Network
                : (await ask.CallAsync(Remote.NetworkCreateXml, new(ask.File("file"))).Or(failed)).Network;
            ask.Out.Extra($"Network {network.Name} created from {ask["file"]}\n");
        }),
        new("net-start", "network!", "start a network", ask => Tell(ask, n => ask.CallAsync(Remote.NetworkCreate, new(n)), "started", "start network")),
        new("net-destroy", "network!", "stop a network", ask => Tell(ask, n => ask.CallAsync(Remote.NetworkDestroy, new(n)), "destroyed", "destroy network")),
        new("net-undefine", "network!", "forget a network's definition", ask => Tell(ask, n => ask.CallAsync(Remote.NetworkUndefine, new(n)), "has been undefined", "undefine network")),
        new("net-autostart", "network! disable", "start a network whenever its host starts", async ask =>
        {
            var on = !ask.Has("disable");
            var network = await FindAsync(ask);
            await ask.CallAsync(Remote.NetworkSetAutostart, new(network, on)).Or($"failed to {(on ? "mark" : "unmark")} network {ask["network"]} as autostarted");
            ask.Out.Extra($"Network {ask["network"]} {(on ? "marked" : "unmarked")} as autostarted\n");
        }),
        new("net-edit", "network!", "edit a network's definition", Edit),
        new("net-update", "network! command! section! xml! parent-index=# config live current", "change a part of a network", Update),
        new("net-name", "network!", "show the name of a network that is named otherwise", async ask => ask.Out.Line((await FindAsync(ask)).Name)),
        new("net-uuid", "network!", "show the UUID of a network that is named otherwise", async ask => ask.Out.Line(Names.Uuid((await FindAsync(ask)).Uuid))),
        new("net-dhcp-leases", "network! mac= -format=", "show which addresses a network has given away", Leases),
        new("net-event", "network= event= loop timeout=# list timestamp", "show what happens to networks", Listen),
    ];

    static async Task<NetworkRef> FindAsync(Ask ask)
    {
        var name = ask.Text("network");
        if (Guid.TryParse(name, out var uuid) && await Ask.TryAsync(ask.CallAsync(Remote.NetworkLookupByUuid, new(uuid))) is { } found) return found.Network;
        return (await ask.CallAsync(Remote.NetworkLookupByName, new(name)).Or($"failed to get network '{name}'")).Network;
    }

    static async Task Tell(Ask ask, Func<NetworkRef, Task<Nothing>> call, string done, string failed)
    {
        var network = await FindAsync(ask);
        await call(network).Or($"Failed to {failed} {ask["network"]}");
        ask.Out.Extra($"Network {ask["network"]} {done}\n");
    }

    static async Task List(Ask ask)
    {
        foreach (var column in (string[])["uuid", "name"]) ask.Exclusive("table", column);
        var filter = ask.Has("all") ? 3u : ask.Has("inactive") ? 1u : 2u;
        filter |= ask.Flags(("persistent", 4), ("transient", 8), ("autostart", 16), ("no-autostart", 32));
        var networks = (await ask.CallAsync(Remote.ConnectListAllNetworks, new(true, filter)).Or("Failed to list networks")).Networks.OrderBy(n => n.Name, StringComparer.Ordinal);
        if (ask.Has("uuid") || ask.Has("name"))
        {
            foreach (var network in networks) ask.Out.Line(ask.Has("uuid") ? Names.Uuid(network.Uuid) : network.Name);
            return;
        }
        List<IReadOnlyList<Cell>> rows = [];
        foreach (var network in networks)
        {
            var active = await ask.CallAsync(Remote.NetworkIsActive, new(network));
            var autostart = await Ask.TryAsync(ask.CallAsync(Remote.NetworkGetAutostart, new(network)));
            var persistent = await ask.CallAsync(Remote.NetworkIsPersistent, new(network));
            rows.Add(
            [
                network.Name, active.Active ? "active" : "inactive",
                autostart is { } a ? new Cell(Names.YesNo(a.Autostart), a.Autostart) : new Cell("no autostart", null),
                new Cell(Names.YesNo(persistent.Persistent), persistent.Persistent),
            ]);
        }
        ask.Out.Rows([("Name", "name"), ("State", "state"), ("Autostart", "autostart"), ("Persistent", "persistent")], rows);
    }

    static async Task Info(Ask ask)
    {
        var network = await FindAsync(ask);
        var active = (await ask.CallAsync(Remote.NetworkIsActive, new(network))).Active;
        var persistent = (await ask.CallAsync(Remote.NetworkIsPersistent, new(network))).Persistent;
        List<(string, string, Cell)> fields =
        [
            ("Name:", "name", network.Name), ("UUID:", "uuid", Names.Uuid(network.Uuid)), ("Active:", "active", new(Names.YesNo(active), active)),
            ("Persistent:", "persistent", new(Names.YesNo(persistent), persistent)),
        ];
        if (await Ask.TryAsync(ask.CallAsync(Remote.NetworkGetAutostart, new(network))) is { } autostart) fields.Add(("Autostart:", "autostart", new(Names.YesNo(autostart.Autostart), autostart.Autostart)));
        if (await Ask.TryAsync(ask.CallAsync(Remote.NetworkGetBridgeName, new(network))) is { } bridge) fields.Add(("Bridge:", "bridge", bridge.Name));
        ask.Out.Fields(fields, 16);
    }

    static async Task Edit(Ask ask)
    {
        var network = await FindAsync(ask);
        await Editor.EditAsync(ask,
            read: async () => (await ask.CallAsync(Remote.NetworkGetXmlDesc, new(network, 1))).Xml,
            write: async xml => (await ask.CallAsync(Remote.NetworkDefineXml, new(xml))).Network.Name,
            unchanged: $"Network {network.Name} XML configuration not changed.\n", done: name => $"Network {name} XML configuration edited.\n");
    }

    static readonly string[] Sections =
        ["none", "bridge", "domain", "ip", "ip-dhcp-host", "ip-dhcp-range", "forward", "forward-interface", "forward-pf", "portgroup", "dns-host", "dns-txt", "dns-srv"];

    static async Task Update(Ask ask)
    {
        uint command = ask.Text("command") switch
        {
            "modify" => 1,
            "delete" => 2,
            "add" or "add-last" => 3,
            "add-first" => 4,
            var unknown => throw new CommandException($"unrecognized command name '{unknown}'"),
        };
        var section = Array.IndexOf(Sections, ask.Text("section"));
        if (section <= 0) throw new CommandException($"unrecognized section name '{ask["section"]}'");
        var text = ask.Text("xml");
        var xml = text[0] == '<' ? text : Ask.ReadFile(text);
        var scope = ask.Scope() ?? 0;
        var network = await FindAsync(ask);
        // Old servers have command and section the wrong way round; the feature says which one this is.
        var ordered = await (await ask.Connection).HasAsync(Feature.NetworkUpdateOrder);
        var (first, second) = ordered ? (command, (uint)section) : ((uint)section, command);
        await ask.CallAsync(Remote.NetworkUpdate, new(network, first, second, ask.OptionalInt("parent-index") ?? -1, xml, scope)).Or($"Failed to update network {ask["network"]}");
        ask.Out.Text($"Updated network {network.Name} {(scope == 2 ? "persistent config" : scope == 3 ? "persistent config and live state" : "live state")}");
    }

    static async Task Leases(Ask ask)
    {
        var leases = (await ask.CallAsync(Remote.NetworkGetDhcpLeases, new(await FindAsync(ask), ask.OptionalText("mac"), true, 0)).Or($"Failed to get leases info for {ask["network"]}")).Leases;
        ask.Out.Rows([("Expiry Time", "expiryTime"), ("MAC address", "mac"), ("Protocol", "protocol"), ("IP address", "address"), ("Hostname", "hostname"), ("Client ID or DUID", "clientId")],
            leases.OrderBy(l => l.Mac, StringComparer.Ordinal).Select(lease => (IReadOnlyList<Cell>)
            [
                DateTimeOffset.FromUnixTimeSeconds(lease.Expires).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), lease.Mac ?? "",
                lease.Type == 0 ? "ipv4" : "ipv6", $"{lease.Address}/{lease.Prefix}", lease.Hostname ?? "-", lease.ClientId ?? lease.Iaid ?? "-",
            ]));
    }

    static async Task Listen(Ask ask)
    {
        if (ask.Has("list"))
        {
            ask.Out.Line("lifecycle");
            return;
        }
        if (ask.OptionalText("event") is not "lifecycle") throw new CommandException(ask.Has("event") ? $"unknown event type {ask["event"]}" : "either --list or --event <type> is required");
        string[] words = ["Defined", "Undefined", "Started", "Stopped"];
        NetworkRef? filter = ask.Has("network") ? await FindAsync(ask) : null;
        await Events.ShowAsync(ask, [Events.Of(OtherEvents.Network, filter, m => $"event 'lifecycle' for network {m.Network.Name}: {Names.At(words, m.Event) ?? "unknown"}")]);
    }
}
