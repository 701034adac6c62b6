using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>Takes over what a stopped libvirt knew.</summary>
static class Import
{
    public static IReadOnlyList<Command> All =>
    [
        new("import", "directory! -run= -nvram=", "take over the domains of a stopped libvirt", RunAsync)
        {
            About = "Defines each domain that a stopped libvirt had in DIRECTORY (/etc/libvirt/qemu), with its UUID, addresses, firmware variables and autostart mark. "
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
        foreach (var found in libvirt.Domains())
        {
            var (what, details) = await TakeAsync(ask, found);
            if (what == Refused) refused++;
            rows.Add([found.Name, what, details]);
        }
        ask.Out.Rows([("Domain", "domain"), ("Result", "result"), ("Details", "details")], rows);
        if (refused > 0) throw new CommandException($"{refused} of {rows.Count} domains could not be taken over") { Hint = "mend their files, or what they need of this host, and give the command again" };
    }

    const string Imported = "imported", Kept = "kept", Refused = "refused";

    static async Task<(string What, string Details)> TakeAsync(Ask ask, FoundDomain found)
    {
        try
        {
            if (found.Problem is { } problem) return (Refused, problem);
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
        catch (VirtException e)
        {
            return (Refused, e.Message);
        }
    }
}
