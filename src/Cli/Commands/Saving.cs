using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>A domain's memory, to a file and back.</summary>
static class Saving
{
    public static IReadOnlyList<Command> All =>
    [
        new("save", "domain! file!", "save a domain's memory to a file and end it", Save),
        new("restore", "file!", "start a domain from its saved memory", Restore),
        new("save-image-dumpxml", "file! security-info -xpath= wrap", "show the XML in a file of saved memory", async ask =>
            ask.PrintXml((await ask.CallAsync(Remote.DomainSaveImageGetXmlDesc, new(Path.GetFullPath(ask.Text("file")), ask.Flags(("security-info", 1))))).Xml)),
        new("managedsave", "domain! bypass-cache running paused", "save a domain's memory, to go on from at its next start", ManagedSave),
        new("managedsave-remove", "domain!", "discard a domain's saved memory", RemoveSaved),
        new("dump", "domain! file! live crash bypass-cache reset memory-only", "write a domain's memory to a file to look at", Dump),
    ];

    static async Task Save(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var (name, path) = (ask.Text("domain"), ask.Text("file"));
        await ask.CallAsync(Remote.DomainSave, new(domain, Path.GetFullPath(path))).Or($"Failed to save domain '{name}' to {path}");
        ask.Out.Extra($"\nDomain '{name}' saved to {path}\n");
    }

    static async Task Restore(Ask ask)
    {
        var path = ask.Text("file");
        await ask.CallAsync(Remote.DomainRestore, new(Path.GetFullPath(path))).Or($"Failed to restore domain from {path}");
        ask.Out.Extra($"Domain restored from {path}\n");
    }

    static async Task ManagedSave(Ask ask)
    {
        ask.Exclusive("running", "paused");
        var domain = await ask.DomainAsync();
        var name = ask.Text("domain");
        await ask.CallAsync(Remote.DomainManagedSave, new(domain, ask.Flags(("bypass-cache", 1), ("running", 2), ("paused", 4)))).Or($"Failed to save domain '{name}' state");
        ask.Out.Extra($"\nDomain '{name}' state saved by libvirt\n");
    }

    static async Task RemoveSaved(Ask ask)
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

    static async Task Dump(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var (name, path) = (ask.Text("domain"), ask.Text("file"));
        var flags = ask.Flags(("crash", 1), ("live", 2), ("bypass-cache", 4), ("reset", 8), ("memory-only", 16));
        await ask.CallAsync(Remote.DomainCoreDump, new(domain, Path.GetFullPath(path), flags)).Or($"Failed to core dump domain '{name}' to {path}");
        ask.Out.Extra($"\nDomain '{name}' dumped to {path}\n");
    }
}
