using Aerostat.Cli.Grammar;
using Aerostat.Client;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Filters between guests' cards and the network, and the ports upon which they are in force.</summary>
static class NetworkFilters
{
    public static IReadOnlyList<Command> All =>
    [
        new("nwfilter-list", "-format=", "list network filters", async ask =>
        {
            var filters = (await ask.CallAsync(Remote.ConnectListAllNwFilters, new(true, 0)).Or("Failed to list network filters")).Filters.OrderBy(f => f.Name, StringComparer.Ordinal);
            ask.Out.Rows([("UUID", "uuid"), ("Name", "name")], filters.Select(f => (IReadOnlyList<Cell>)[Names.Uuid(f.Uuid), f.Name]));
        }),
        new("nwfilter-dumpxml", "nwfilter! -xpath= wrap", "show a network filter's XML", async ask =>
            ask.PrintXml((await ask.CallAsync(Remote.NwFilterGetXmlDesc, new(await FindAsync(ask), 0))).Xml)),
        new("nwfilter-define", "file! validate", "define a network filter from an XML file", async ask =>
        {
            var xml = ask.File("file");
            var filter = ask.Has("validate")
                ? (await ask.CallAsync(Remote.NwFilterDefineXmlFlags, new(xml, 1)).Or($"Failed to define network filter from {ask["file"]}")).Nwfilter
                : (await ask.CallAsync(Remote.NwFilterDefineXml, new(xml)).Or($"Failed to define network filter from {ask["file"]}")).Nwfilter;
            ask.Out.Extra($"Network filter {filter.Name} defined from {ask["file"]}\n");
        }),
        new("nwfilter-edit", "nwfilter!", "edit a network filter's definition", async ask =>
        {
            var filter = await FindAsync(ask);
            await Editor.EditAsync(ask,
                read: async () => (await ask.CallAsync(Remote.NwFilterGetXmlDesc, new(filter, 0))).Xml,
                write: async xml => (await ask.CallAsync(Remote.NwFilterDefineXml, new(xml))).Nwfilter.Name,
                unchanged: $"Network filter {filter.Name} XML configuration not changed.\n", done: name => $"Network filter {name} XML configuration edited.\n");
        }),
        new("nwfilter-undefine", "nwfilter!", "forget a network filter", async ask =>
        {
            await ask.CallAsync(Remote.NwFilterUndefine, new(await FindAsync(ask))).Or($"Failed to undefine network filter {ask["nwfilter"]}");
            ask.Out.Extra($"Network filter {ask["nwfilter"]} undefined\n");
        }),
        new("nwfilter-binding-list", "-format=", "list network filters that are in force", async ask =>
        {
            var bindings = (await ask.CallAsync(Remote.ConnectListAllNwFilterBindings, new(true, 0)).Or("Failed to list network filter bindings")).Bindings;
            ask.Out.Rows([("Port Dev", "port"), ("Filter", "filter")], bindings.OrderBy(b => b.PortDevice, StringComparer.Ordinal).Select(b => (IReadOnlyList<Cell>)[b.PortDevice, b.FilterName]));
        }),
        new("nwfilter-binding-dumpxml", "binding! -xpath= wrap", "show the XML of a network filter that is in force", async ask =>
            ask.PrintXml((await ask.CallAsync(Remote.NwFilterBindingGetXmlDesc, new(await FindBindingAsync(ask), 0))).Xml)),
        new("nwfilter-binding-create", "file! validate", "put a network filter in force from an XML file", async ask =>
        {
            var binding = (await ask.CallAsync(Remote.NwFilterBindingCreateXml, new(ask.File("file"), ask.Flags(("validate", 1)))).Or($"Failed to create network filter from {ask["file"]}")).Binding;
            ask.Out.Extra($"Network filter binding on {binding.PortDevice} created from {ask["file"]}\n");
        }),
        new("nwfilter-binding-delete", "binding!", "take a network filter out of force", async ask =>
        {
            await ask.CallAsync(Remote.NwFilterBindingDelete, new(await FindBindingAsync(ask))).Or($"Failed to delete network filter binding {ask["binding"]}");
            ask.Out.Extra($"Network filter binding on {ask["binding"]} deleted\n");
        }),
    ];

    static async Task<NwFilterRef> FindAsync(Ask ask)
    {
        var name = ask.Text("nwfilter");
        if (Guid.TryParse(name, out var uuid) && await Ask.TryAsync(ask.CallAsync(Remote.NwFilterLookupByUuid, new(uuid))) is { } found) return found.Nwfilter;
        return (await ask.CallAsync(Remote.NwFilterLookupByName, new(name)).Or($"failed to get nwfilter '{name}'")).Nwfilter;
    }

    static async Task<NwFilterBindingRef> FindBindingAsync(Ask ask)
    {
        var name = ask.Text("binding");
        return (await ask.CallAsync(Remote.NwFilterBindingLookupByPortDev, new(name)).Or($"failed to get nwfilter binding '{name}'")).Binding;
    }
}
