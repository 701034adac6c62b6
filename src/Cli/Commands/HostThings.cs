using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>What the host has: devices, interfaces, filters.</summary>
static class HostThings
{
    public static IReadOnlyList<Command> NodeDevices =>
    [
        new("nodedev-list", "tree cap= inactive all", "list the host's devices", async ask =>
        {
            if (ask.Has("tree") && (ask.Has("cap") || ask.Has("inactive"))) throw new CommandException("Options --tree and --cap or --inactive are incompatible");
            string[] names = [.. (await ask.CallAsync(Remote.ConnectListAllNodeDevices, new(true, Filter(ask))).Or("Failed to list node devices")).Devices.Select(d => d.Name).Order(StringComparer.Ordinal)];
            if (ask.Has("tree")) await DeviceTree.PrintAsync(ask, names);
            else foreach (var name in names) ask.Out.Line(name);
        }),
        new("nodedev-dumpxml", "device! -xpath= wrap", "show the XML of a host's device", async ask =>
        {
            var name = ask.Text("device");
            var device = (await ask.CallAsync(Remote.NodeDeviceLookupByName, new(name)).Or($"Could not find matching device '{name}'")).Device;
            ask.PrintXml((await ask.CallAsync(Remote.NodeDeviceGetXmlDesc, new(device.Name, 0))).Xml);
        }),
    ];

    /// <summary>Kinds by libvirt's bits, from 1 on.</summary>
    static readonly string[] Capabilities =
    [
        "system", "pci", "usb_device", "usb", "net", "scsi_host", "scsi_target", "scsi", "storage", "fc_host", "vports", "scsi_generic", "drm", "mdev_types", "mdev", "ccw",
        "css", "vdpa", "ap_card", "ap_queue", "ap_matrix", "vpd",
    ];

    static uint Filter(Ask ask)
    {
        const uint inactive = 1u << 30, active = 1u << 31;
        var filter = ask.Has("all") ? active | inactive : ask.Has("inactive") ? inactive : active;
        foreach (var word in (ask.OptionalText("cap") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            filter |= Array.IndexOf(Capabilities, word) is >= 0 and var at ? 1u << at : throw new CommandException("Invalid capability type");
        return filter;
    }

    public static IReadOnlyList<Command> Interfaces =>
    [
        new("iface-list", "inactive all -format=", "list the host's network interfaces", async ask =>
        {
            const uint inactive = 1, active = 2;
            async Task<InterfaceRef[]> Of(uint filter) => (await ask.CallAsync(Remote.ConnectListAllInterfaces, new(true, filter)).Or("Failed to list interfaces")).Interfaces;
            var on = ask.Has("inactive") && !ask.Has("all") ? [] : await Of(active);
            var off = ask.Has("inactive") || ask.Has("all") ? await Of(inactive) : [];
            ask.Out.Rows([("Name", "name"), ("State", "state"), ("MAC Address", "mac")], on.Select(i => (i, "active")).Concat(off.Select(i => (i, "inactive")))
                .OrderBy(x => x.i.Name, StringComparer.Ordinal).Select(x => (IReadOnlyList<Cell>)[x.i.Name, x.Item2, x.i.Mac]));
        }),
    ];

    public static IReadOnlyList<Command> Filters =>
    [
        new("nwfilter-list", "-format=", "list network filters", async ask =>
        {
            var filters = (await ask.CallAsync(Remote.ConnectListAllNwFilters, new(true, 0)).Or("Failed to list network filters")).Filters.OrderBy(f => f.Name, StringComparer.Ordinal);
            ask.Out.Rows([("UUID", "uuid"), ("Name", "name")], filters.Select(f => (IReadOnlyList<Cell>)[Names.Uuid(f.Uuid), f.Name]));
        }),
        new("nwfilter-binding-list", "-format=", "list network filters that are in force", async ask =>
        {
            var bindings = (await ask.CallAsync(Remote.ConnectListAllNwFilterBindings, new(true, 0)).Or("Failed to list network filter bindings")).Bindings;
            ask.Out.Rows([("Port Dev", "port"), ("Filter", "filter")], bindings.Select(b => (IReadOnlyList<Cell>)[b.PortDevice, b.FilterName]));
        }),
        new("nwfilter-dumpxml", "nwfilter! -xpath= wrap", "show a network filter's XML", async ask =>
            ask.PrintXml((await ask.CallAsync(Remote.NwFilterGetXmlDesc, new(await FindFilterAsync(ask), 0))).Xml)),
        new("nwfilter-define", "file!", "define a network filter from an XML file", async ask =>
        {
            var filter = (await ask.CallAsync(Remote.NwFilterDefineXml, new(ask.File("file"))).Or($"Failed to define network filter from {ask["file"]}")).Nwfilter;
            ask.Out.Extra($"Network filter {filter.Name} defined from {ask["file"]}\n");
        }),
        new("nwfilter-undefine", "nwfilter!", "forget a network filter", async ask =>
        {
            await ask.CallAsync(Remote.NwFilterUndefine, new(await FindFilterAsync(ask))).Or($"Failed to undefine network filter {ask["nwfilter"]}");
            ask.Out.Extra($"Network filter {ask["nwfilter"]} undefined\n");
        }),
    ];

    static async Task<NwFilterRef> FindFilterAsync(Ask ask)
    {
        var name = ask.Text("nwfilter");
        if (Guid.TryParse(name, out var uuid) && await Ask.TryAsync(ask.CallAsync(Remote.NwFilterLookupByUuid, new(uuid))) is { } found) return found.Nwfilter;
        return (await ask.CallAsync(Remote.NwFilterLookupByName, new(name)).Or($"failed to get nwfilter '{name}'")).Nwfilter;
    }
}
