using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>A domain's memory, to a file and back.</summary>
static class Saving
{
    const string Ways = "bypass-cache xml= running paused";

    static readonly (string Name, uint Bit)[] Bits = [("bypass-cache", 1), ("running", 2), ("paused", 4), ("reset-nvram", 8)];

    public static IReadOnlyList<Command> All =>
    [
        new("save", $"domain! file! {Ways} verbose", "save a domain's memory to a file and end it", Save),
        new("restore", $"file! {Ways} reset-nvram", "start a domain from its saved memory", Restore),
        new("save-image-dumpxml", "file! security-info -xpath= wrap", "show the XML in a file of saved memory", async ask =>
            ask.PrintXml((await ask.CallAsync(Remote.DomainSaveImageGetXmlDesc, new(PathOf(ask), ask.Flags(("security-info", 1))))).Xml)),
        new("save-image-define", "file! xml! running paused", "replace the XML in a file of saved memory", Define),
        new("save-image-edit", "file! running paused", "edit the XML in a file of saved memory", Edit),
        new("managedsave", "domain! bypass-cache running paused verbose", "save a domain's memory, to go on from at its next start", ManagedSave)
        {
            About = "Saves a running domain and ends it. Its next start goes on from there, unless it is given --force-boot.",
        },
        new("managedsave-remove", "domain!", "discard a domain's saved memory", RemoveManaged),
        new("managedsave-dumpxml", "domain! security-info -xpath= wrap", "show the XML of a domain's saved memory", async ask =>
            ask.PrintXml((await ask.CallAsync(Remote.DomainManagedSaveGetXmlDesc, new(await ask.DomainAsync(), ask.Flags(("security-info", 1))))).Xml)),
        new("managedsave-define", "domain! xml! running paused", "replace the XML of a domain's saved memory", DefineManaged),
        new("managedsave-edit", "domain! running paused", "edit the XML of a domain's saved memory", EditManaged),
    ];

    static string PathOf(Ask ask) => Path.GetFullPath(ask.Text("file"));

    /// <summary>Both states at once are for the server to refuse.</summary>
    static uint Flags(Ask ask) => ask.Flags([.. Bits.Where(bit => ask.Command.Find(bit.Name) is not null)]);

    static async Task Save(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var (name, path, flags) = (ask.Text("domain"), ask.Text("file"), Flags(ask));
        var xml = ask.Has("xml") ? ask.File("xml") : null;
        // An old server knows the plain call alone.
        Task save = flags != 0 || xml is not null
            ? ask.CallAsync(Remote.DomainSaveFlags, new(domain, PathOf(ask), xml, flags))
            : ask.CallAsync(Remote.DomainSave, new(domain, PathOf(ask)));
        await JobProgress.WatchAsync(ask, domain, "Save", save, $"Failed to save domain '{name}' to {path}");
        ask.Out.Extra($"\nDomain '{name}' saved to {path}\n");
    }

    static async Task Restore(Ask ask)
    {
        var (path, flags) = (ask.Text("file"), Flags(ask));
        var xml = ask.Has("xml") ? ask.File("xml") : null;
        await (flags != 0 || xml is not null
            ? ask.CallAsync(Remote.DomainRestoreFlags, new(PathOf(ask), xml, flags))
            : ask.CallAsync(Remote.DomainRestore, new(PathOf(ask)))).Or($"Failed to restore domain from {path}");
        ask.Out.Extra($"Domain restored from {path}\n");
    }

    static async Task Define(Ask ask)
    {
        var (path, flags) = (ask.Text("file"), Flags(ask));
        await ask.CallAsync(Remote.DomainSaveImageDefineXml, new(PathOf(ask), ask.File("xml"), flags)).Or($"Failed to update {path}");
        ask.Out.Extra($"State file {path} updated.\n");
    }

    static Task Edit(Ask ask)
    {
        const uint secure = 1;
        var (path, flags) = (ask.Text("file"), Flags(ask));
        return Editor.EditAsync(ask,
            async () => (await ask.CallAsync(Remote.DomainSaveImageGetXmlDesc, new(PathOf(ask), secure))).Xml,
            async text =>
            {
                await ask.CallAsync(Remote.DomainSaveImageDefineXml, new(PathOf(ask), text, flags));
                return path;
            },
            $"Saved image {path} XML configuration not changed.\n", _ => $"State file {path} edited.\n");
    }

    static async Task ManagedSave(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var name = ask.Text("domain");
        await JobProgress.WatchAsync(ask, domain, "Managedsave", ask.CallAsync(Remote.DomainManagedSave, new(domain, Flags(ask))), $"Failed to save domain '{name}' state");
        ask.Out.Extra($"\nDomain '{name}' state saved by libvirt\n");
    }

    static async Task RemoveManaged(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var name = ask.Text("domain");
        if (!(await ask.CallAsync(Remote.DomainHasManagedSaveImage, new(domain, 0)).Or("Failed to check for domain managed save image")).Result)
        {
            ask.Out.Extra($"Domain '{name}' has no manage save image; removal skipped");
            return;
        }
        await ask.CallAsync(Remote.DomainManagedSaveRemove, new(domain, 0)).Or($"Failed to remove managed save image for domain '{name}'");
        ask.Out.Extra($"Removed managedsave image for domain '{name}'\n");
    }

    static async Task DefineManaged(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var name = ask.Text("domain");
        await ask.CallAsync(Remote.DomainManagedSaveDefineXml, new(domain, ask.File("xml"), Flags(ask))).Or($"Failed to update {name} XML configuration");
        ask.Out.Extra($"Managed save state file of domain '{name}' updated.\n");
    }

    static async Task EditManaged(Ask ask)
    {
        const uint secure = 1;
        var domain = await ask.DomainAsync();
        var (name, flags) = (ask.Text("domain"), Flags(ask));
        await Editor.EditAsync(ask,
            async () => (await ask.CallAsync(Remote.DomainManagedSaveGetXmlDesc, new(domain, secure))).Xml,
            async text =>
            {
                await ask.CallAsync(Remote.DomainManagedSaveDefineXml, new(domain, text, flags));
                return name;
            },
            $"Managed save image of domain '{name}' XML configuration not changed.\n", _ => $"Managed save image of Domain '{name}' XML configuration edited.\n");
    }
}
