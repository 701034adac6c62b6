using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>The volumes that <c>undefine</c> takes along.</summary>
static class Storage
{
    public static async Task<List<VolumeRef>> VolumesOfAsync(Ask ask, DomainRef domain, bool running)
    {
        var wanted = ask.OptionalText("storage")?.Split(',');
        List<VolumeRef> volumes = [];
        if (wanted is null && !ask.Has("remove-all-storage")) return volumes;
        if (running) throw new CommandException("Storage volume deletion is supported only on stopped domains");

        HashSet<string> missing = [.. wanted ?? []];
        foreach (var disk in XmlText.Parse(await ask.DomainXmlAsync(domain, 2)).Descendants("disk"))
        {
            var target = disk.Element("target")?.Attribute("dev")?.Value;
            var source = disk.Element("source")?.Attributes().FirstOrDefault(a => a.Name.LocalName is "file" or "dev" or "name")?.Value;
            if (source is null || wanted is not null && !(missing.Remove(source) | (target is not null && missing.Remove(target)))) continue;
            if (await Ask.TryAsync(ask.CallAsync(Remote.StorageVolLookupByPath, new(source))) is { } found) volumes.Add(found.Volume);
            else ask.Out.Extra($"Storage volume '{target}'({source}) is not managed by libvirt. Remove it manually.\n");
        }
        return missing.Count == 0 ? volumes : throw new CommandException($"Volume '{missing.First()}' was not found in domain's definition.\n");
    }

    public static async Task RemoveAsync(Ask ask, List<VolumeRef> volumes)
    {
        const uint withSnapshots = 2;
        foreach (var volume in volumes)
        {
            if (ask.Has("wipe-storage"))
            {
                ask.Out.Extra($"Wiping volume '{volume.Name}'({volume.Key}) ... ");
                await ask.CallAsync(Remote.StorageVolWipePattern, new(volume, 0, 0)).Or("Failed to wipe volume");
                ask.Out.Extra("Done.\n");
            }
            await ask.CallAsync(Remote.StorageVolDelete, new(volume, ask.Has("delete-storage-volume-snapshots") ? withSnapshots : 0))
                .Or($"Failed to remove storage volume '{volume.Name}'({volume.Key})");
            ask.Out.Extra($"Volume '{volume.Name}'({volume.Key}) removed.\n");
        }
    }
}
