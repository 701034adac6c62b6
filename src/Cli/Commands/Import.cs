using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>Takes over what a stopped libvirt knew.</summary>
static class Import
{
    public static IReadOnlyList<Command> All =>
    [
        new("import", "directory! -run= -nvram=", "take over the domains and networks of a stopped libvirt", RunAsync)
        {
            About = "Defines each network and domain that a stopped libvirt had in DIRECTORY (/etc/libvirt/qemu), with its UUID, addresses, firmware variables and autostart mark. "
                + "Variables stay the file that they are: the domain names it from then on. What is known already is never changed, so the command can be given again. "
                + "Libvirt must be stopped, its sockets too, and none of its guests may run: --run says where they would be found (/run/libvirt), --nvram where variables lie (/var/lib/libvirt/qemu/nvram).",
        },
    ];

    static async Task RunAsync(Ask ask)
    {
        StoppedLibvirt libvirt = new(Path.GetFullPath(ask.Text("directory")), ask.OptionalText("run") ?? "/run/libvirt", ask.OptionalText("nvram") ?? "/var/lib/libvirt/qemu/nvram");
        libvirt.Demand();
        var refused = 0;
        List<IReadOnlyList<Cell>> rows = [];
        // Domains' cards are plugged into networks.
        foreach (var found in libvirt.Networks().Concat(libvirt.Domains()))
        {
            var (what, details) = await TakeAsync(ask, found);
            if (what == Refused) refused++;
            rows.Add([found.Kind, found.Name, what, details]);
        }
        ask.Out.Rows([("Kind", "kind"), ("Name", "name"), ("Result", "result"), ("Details", "details")], rows);
        if (refused > 0) throw new CommandException($"{refused} of {rows.Count} could not be taken over") { Hint = "mend their files, or what they need of this host, and give the command again" };
    }

    const string Imported = "imported", Kept = "kept", Refused = "refused";

    static async Task<(string What, string Details)> TakeAsync(Ask ask, Found found)
    {
        try
        {
            if (found.Problem is { } problem) return (Refused, problem);
            return found.Kind == "network" ? await NetworkAsync(ask, found) : await DomainAsync(ask, found);
        }
        catch (VirtException e)
        {
            return (Refused, e.Message);
        }
    }

    static async Task<(string What, string Details)> DomainAsync(Ask ask, Found found)
    {
        if (await Ask.TryAsync(ask.CallAsync(Remote.DomainLookupByName, new(found.Name))) is not null) return (Kept, "a domain of this name is known");
        if (found.Uuid is { } uuid && await Ask.TryAsync(ask.CallAsync(Remote.DomainLookupByUuid, new(uuid))) is { Domain.Name: var other }) return (Kept, $"its UUID is that of domain '{other}'");
        var domain = (await ask.CallAsync(Remote.DomainDefineXml, new(found.Xml))).Domain;
        List<string> details = [];
        if (found.Nvram is { } nvram) details.Add($"variables in {nvram}");
        if (found.Autostart)
        {
            await ask.CallAsync(Remote.DomainSetAutostart, new(domain, true));
            details.Add("autostart");
        }
        return (Imported, string.Join(", ", details));
    }

    static async Task<(string What, string Details)> NetworkAsync(Ask ask, Found found)
    {
        if (await Ask.TryAsync(ask.CallAsync(Remote.NetworkLookupByName, new(found.Name))) is not null) return (Kept, "a network of this name is known");
        if (found.Uuid is { } uuid && await Ask.TryAsync(ask.CallAsync(Remote.NetworkLookupByUuid, new(uuid))) is { Network.Name: var other }) return (Kept, $"its UUID is that of network '{other}'");
        var network = (await ask.CallAsync(Remote.NetworkDefineXml, new(found.Xml))).Network;
        if (!found.Autostart) return (Imported, "");
        await ask.CallAsync(Remote.NetworkSetAutostart, new(network, true));
        return (Imported, "autostart");
    }
}
