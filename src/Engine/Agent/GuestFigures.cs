using Aerostat.Engine.Statistics;
using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>The agent's answers as figures with libvirt's names.</summary>
static class GuestFigures
{
    public static IEnumerable<Parameter> Of(AgentUser[] users)
    {
        yield return new("user.count", (uint)users.Length);
        for (var i = 0; i < users.Length; i++)
        {
            yield return new($"user.{i}.name", users[i].User);
            if (users[i].Domain is { } domain) yield return new($"user.{i}.domain", domain);
            yield return new($"user.{i}.login-time", (ulong)(users[i].LoginTime * 1000));
        }
    }

    public static IEnumerable<Parameter> Of(AgentOs os) => Said(
        ("os.id", os.Id), ("os.name", os.Name), ("os.pretty-name", os.PrettyName), ("os.version", os.Version), ("os.version-id", os.VersionId),
        ("os.machine", os.Machine), ("os.variant", os.Variant), ("os.variant-id", os.VariantId), ("os.kernel-release", os.KernelRelease), ("os.kernel-version", os.KernelVersion));

    public static IEnumerable<Parameter> Of(AgentTimezone zone) => [.. Said(("timezone.name", zone.Zone)), new("timezone.offset", zone.Offset)];

    public static IEnumerable<Parameter> Of(AgentFilesystem[] all, DomainDefinition definition)
    {
        if (all.Length > 0) yield return new("fs.count", (uint)all.Length);
        for (var i = 0; i < all.Length; i++)
        {
            // The agent tells the last one first.
            var fs = all[^(i + 1)];
            yield return new($"fs.{i}.name", fs.Name);
            yield return new($"fs.{i}.mountpoint", fs.Mountpoint);
            yield return new($"fs.{i}.fstype", fs.Type);
            if (fs.TotalBytes is { } total) yield return new($"fs.{i}.total-bytes", total);
            if (fs.UsedBytes is { } used) yield return new($"fs.{i}.used-bytes", used);
            yield return new($"fs.{i}.disk.count", (uint)fs.Disk.Length);
            for (var d = 0; d < fs.Disk.Length; d++)
                foreach (var figure in Said(($"fs.{i}.disk.{d}.alias", definition.DiskAt(fs.Disk[d])?.Target), ($"fs.{i}.disk.{d}.serial", fs.Disk[d].Serial), ($"fs.{i}.disk.{d}.device", fs.Disk[d].Dev)))
                    yield return figure;
        }
    }

    public static IEnumerable<Parameter> Of(AgentDisk[] all, DomainDefinition definition)
    {
        if (all.Length > 0) yield return new("disk.count", (uint)all.Length);
        for (var i = 0; i < all.Length; i++)
        {
            var disk = all[i];
            yield return new($"disk.{i}.name", disk.Name);
            yield return new($"disk.{i}.partition", disk.Partition);
            if (disk.Dependencies is { Length: > 0 } parts) yield return new($"disk.{i}.dependency.count", (uint)parts.Length);
            for (var d = 0; d < (disk.Dependencies?.Length ?? 0); d++) yield return new($"disk.{i}.dependency.{d}.name", disk.Dependencies![d]);
            foreach (var figure in Said(($"disk.{i}.serial", disk.Address?.Serial), ($"disk.{i}.alias", definition.DiskAt(disk.Address)?.Target), ($"disk.{i}.guest_alias", disk.Alias)))
                yield return figure;
        }
    }

    public static IEnumerable<Parameter> Of(AgentInterface[] told)
    {
        var all = GuestAddresses.Of(told);
        if (all.Count > 0) yield return new("if.count", (uint)all.Count);
        for (var i = 0; i < all.Count; i++)
        {
            yield return new($"if.{i}.name", all[i].Name);
            yield return new($"if.{i}.hwaddr", all[i].Mac ?? "");
            var addresses = all[i].Addresses;
            yield return new($"if.{i}.addr.count", (uint)addresses.Count);
            for (var a = 0; a < addresses.Count; a++)
            {
                yield return new($"if.{i}.addr.{a}.type", addresses[a].IsV6 ? "ipv6" : "ipv4");
                yield return new($"if.{i}.addr.{a}.addr", addresses[a].Address);
                yield return new($"if.{i}.addr.{a}.prefix", addresses[a].Prefix);
            }
        }
    }

    static IEnumerable<Parameter> Said(params IEnumerable<(string Name, string? Text)> figures) =>
        from figure in figures where figure.Text is not null select new Parameter(figure.Name, figure.Text!);
}
