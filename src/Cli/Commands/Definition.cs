using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>A domain's XML: defined, shown, edited, dropped.</summary>
static class Definition
{
    const uint SaveFlag = 1, SnapshotsFlag = 2, NvramFlag = 4, KeepNvramFlag = 8, CheckpointsFlag = 16, TpmFlag = 32, KeepTpmFlag = 64;

    public static IReadOnlyList<Command> All =>
    [
        new("define", "file! validate", "define a domain from an XML file, or change its definition", Define)
        {
            About = "Keeps a domain's definition without starting it. Where the domain is known already, the new definition holds from its next start.",
        },
        new("undefine", "domain! managed-save storage= remove-all-storage delete-storage-volume-snapshots wipe-storage snapshots-metadata checkpoints-metadata nvram keep-nvram tpm keep-tpm",
            "forget a domain's definition", Undefine)
        {
            About = "Drops the definition of a domain that is off; one that runs goes on until it stops.",
        },
        new("dumpxml", "domain! inactive security-info update-cpu migratable -xpath= wrap", "show a domain's XML", Dump),
        new("edit", "domain! skip-validate", "edit a domain's definition", Edit),
        new("domrename", "domain! new-name!", "give a domain another name", Rename),
        new("domxml-to-native", "format! domain= -xml=", "show the emulator's command line of a domain", ToNative),
        new("domxml-from-native", "format! config!", "show the XML of an emulator's command line", FromNative),
    ];

    static async Task Define(Ask ask)
    {
        var path = ask.Text("file");
        var xml = ask.File("file");
        var failed = $"Failed to define domain from {path}";
        var domain = ask.Has("validate")
            ? (await ask.CallAsync(Remote.DomainDefineXmlFlags, new(xml, 1)).Or(failed)).Domain
            : (await ask.CallAsync(Remote.DomainDefineXml, new(xml)).Or(failed)).Domain;
        ask.Out.Extra($"Domain '{domain.Name}' defined from {path}\n");
    }

    static async Task Undefine(Ask ask)
    {
        ask.Exclusive("nvram", "keep-nvram");
        ask.Exclusive("tpm", "keep-tpm");
        ask.Needs("delete-storage-volume-snapshots", "remove-all-storage");
        var domain = await ask.DomainAsync();
        var name = ask.Text("domain");
        var flags = ask.Flags(("managed-save", SaveFlag), ("snapshots-metadata", SnapshotsFlag), ("nvram", NvramFlag), ("keep-nvram", KeepNvramFlag),
            ("checkpoints-metadata", CheckpointsFlag), ("tpm", TpmFlag), ("keep-tpm", KeepTpmFlag));
        var running = await ask.IsActiveAsync(domain);
        if (!running && !ask.Has("managed-save") && await Ask.TryAsync(ask.CallAsync(Remote.DomainHasManagedSaveImage, new(domain, 0))) is { Result: true })
            throw new CommandException("Refusing to undefine while domain managed save image exists") { Hint = "add --managed-save to drop the image too" };
        if (!running && !ask.Has("snapshots-metadata") && await Ask.TryAsync(ask.CallAsync(Remote.DomainSnapshotNum, new(domain, 2))) is { Count: > 0 and var count })
            throw new CommandException($"Refusing to undefine while {count} snapshots exist") { Hint = "add --snapshots-metadata to forget them too" };

        var volumes = await Storage.VolumesOfAsync(ask, domain, running);
        await ask.CallAsync(Remote.DomainUndefineFlags, new(domain, flags)).Or($"Failed to undefine domain '{name}'");
        ask.Out.Extra($"Domain '{name}' has been undefined\n");
        await Storage.RemoveAsync(ask, volumes);
    }

    static async Task Dump(Ask ask)
    {
        var flags = ask.Flags(("security-info", 1), ("inactive", 2), ("update-cpu", 4), ("migratable", 8));
        ask.PrintXml(await ask.DomainXmlAsync(await ask.DomainAsync(), flags));
    }

    static async Task Edit(Ask ask)
    {
        const uint secure = 1, inactive = 2, validate = 1;
        var domain = await ask.DomainAsync();
        var name = ask.Text("domain");
        var flags = ask.Has("skip-validate") ? 0 : validate;
        await Editor.EditAsync(ask,
            read: () => ask.DomainXmlAsync(domain, secure | inactive),
            write: async xml => (await ask.CallAsync(Remote.DomainDefineXmlFlags, new(xml, flags))).Domain.Name,
            unchanged: $"Domain '{name}' XML configuration not changed.\n",
            done: edited => $"Domain '{edited}' XML configuration edited.\n");
    }

    static async Task Rename(Ask ask)
    {
        var domain = await ask.DomainAsync();
        await ask.CallAsync(Remote.DomainRename, new(domain, ask.Text("new-name"), 0));
        ask.Out.Extra("Domain successfully renamed\n");
    }

    static async Task ToNative(Ask ask)
    {
        ask.Exclusive("domain", "xml");
        if (!ask.Has("domain") && !ask.Has("xml")) throw new CommandException("need either domain or domain XML");
        var xml = ask.Has("domain") ? await ask.DomainXmlAsync(await ask.DomainAsync()) : ask.File("xml");
        ask.Out.Text((await ask.CallAsync(Remote.ConnectDomainXmlToNative, new(ask.Text("format"), xml, 0))).NativeConfig);
    }

    static async Task FromNative(Ask ask) =>
        ask.Out.Text((await ask.CallAsync(Remote.ConnectDomainXmlFromNative, new(ask.Text("format"), ask.File("config"), 0))).DomainXml);
}
