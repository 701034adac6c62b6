using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Shell;

/// <summary>What may come next, from the table and from the server.</summary>
static class Completion
{
    /// <summary>The words of a half-typed line; the last one is being typed, and may be empty.</summary>
    public static List<string> WordsOf(string line)
    {
        var open = line.Length == 0 || line[^1] is ' ' or ';';
        var words = Words.Split(line) is [.., var last] ? last : [];
        if (line.TrimEnd().EndsWith(';')) words = [];
        if (open) words.Add("");
        return words;
    }

    /// <summary>Whole words that could stand for the last one.</summary>
    public static async Task<IReadOnlyList<string>> CompleteAsync(Session session, IReadOnlyList<string> words)
    {
        var typed = words.Count == 0 ? "" : words[^1];
        if (words.Count <= 1) return Fitting(session.Table.Names, typed);
        if (session.Table.Find(words[0]) is not { } command) return [];

        var before = words.Skip(1).SkipLast(1).ToList();
        if (before.Count > 0 && before[^1].StartsWith("--", StringComparison.Ordinal) && command.Find(before[^1][2..]) is { Kind: not OptionKind.Flag } named)
            return Fitting(await ValuesAsync(session, command, named, before), typed);
        if (typed.StartsWith("--", StringComparison.Ordinal) && typed.Contains('=') && command.Find(typed[2..typed.IndexOf('=')]) is { } inline)
            return Fitting((await ValuesAsync(session, command, inline, before)).Select(v => $"--{inline.Name}={v}"), typed);

        var given = Given(command, before);
        var names = command.Options.Where(o => o.Many || !given.Contains(o.Name)).Select(o => $"--{o.Name}");
        if (typed.StartsWith('-')) return Fitting(names, typed);
        var next = command.Options.FirstOrDefault(o => o.ByPosition && (o.Many || !given.Contains(o.Name)));
        var values = next is null ? [] : await ValuesAsync(session, command, next, before);
        return Fitting(typed.Length == 0 ? names.Concat(values) : values, typed);
    }

    static string[] Fitting(IEnumerable<string> candidates, string typed) => [.. candidates.Where(c => c.StartsWith(typed, StringComparison.Ordinal))];

    /// <summary>The options that the words so far have filled, by name or by position.</summary>
    static HashSet<string> Given(Command command, List<string> words)
    {
        HashSet<string> given = [];
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].StartsWith("--", StringComparison.Ordinal) && words[i].Length > 2)
            {
                var name = words[i][2..].Split('=')[0];
                given.Add(name);
                if (command.Find(name) is { Kind: not OptionKind.Flag } && !words[i].Contains('=')) i++;
            }
            else if (command.Options.FirstOrDefault(o => o.ByPosition && !given.Contains(o.Name)) is { } option)
            {
                given.Add(option.Name);
            }
        }
        return given;
    }

    /// <summary>Values for an option: names on the server, or the words that it knows.</summary>
    static async Task<IEnumerable<string>> ValuesAsync(Session session, Command command, Option option, List<string> before) => option.Name switch
    {
        "domain" or "list-domain" => await DomainsAsync(session, command),
        "network" => (await (await session.ConnectAsync()).CallAsync(Remote.ConnectListAllNetworks, new(true, 0))).Networks.Select(n => n.Name),
        "pool" or "inputpool" => (await (await session.ConnectAsync()).CallAsync(Remote.ConnectListAllStoragePools, new(true, 0))).Pools.Select(p => p.Name),
        "vol" when PoolOf(before) is { } pool => await VolumesAsync(session, pool),
        "device" when command.Name.StartsWith("nodedev", StringComparison.Ordinal) =>
            (await (await session.ConnectAsync()).CallAsync(Remote.ConnectListAllNodeDevices, new(true, 0))).Devices.Select(d => d.Name),
        "secret" => (await (await session.ConnectAsync()).CallAsync(Remote.ConnectListAllSecrets, new(true, 0))).Secrets.Select(s => s.Uuid.ToString()),
        "nwfilter" => (await (await session.ConnectAsync()).CallAsync(Remote.ConnectListAllNwFilters, new(true, 0))).Filters.Select(f => f.Name),
        "snapshotname" or "from" when DomainOf(before) is { } domain => await SnapshotsAsync(session, domain),
        "interface" or "mac" when DomainOf(before) is { } domain => await FromXmlAsync(session, domain, "interface", "mac", "address"),
        "target" or "path" or "device" when DomainOf(before) is { } domain => await FromXmlAsync(session, domain, "disk", "target", "dev"),
        "alias" when DomainOf(before) is { } domain => await FromXmlAsync(session, domain, null, "alias", "name"),
        "format" when option.ByNameOnly => ["table", "json"],
        "state" => ["up", "down"],
        "type" when command.Name is "attach-interface" or "detach-interface" => ["bridge", "direct", "hostdev", "network"],
        "event" when command.Name == "event" => Commands.DomainEventNames.All,
        "command" when command.Name == "help" => session.Table.Names.Concat(session.Table.Groups.Select(g => g.Keyword)),
        "cache" => ["none", "writethrough", "writeback", "directsync", "unsafe"],
        "mode" when command.Name is "shutdown" or "reboot" => ["acpi", "agent", "initctl", "signal", "paravirt"],
        "subdriver" => ["raw", "qcow2"],
        _ => [],
    };

    /// <summary>What fits the command: to start there must be one that is off, to stop one that runs.</summary>
    static async Task<IEnumerable<string>> DomainsAsync(Session session, Command command)
    {
        const uint active = 1, inactive = 2;
        var filter = command.Name switch
        {
            "start" => inactive,
            "shutdown" or "destroy" or "reboot" or "reset" or "suspend" or "resume" or "console" or "save" or "managedsave" or "screenshot" or "send-key" => active,
            _ => active | inactive,
        };
        return (await (await session.ConnectAsync()).CallAsync(Remote.ConnectListAllDomains, new(true, filter))).Domains.Select(d => d.Name);
    }

    static string? DomainOf(List<string> words) => words.FirstOrDefault(w => !w.StartsWith('-'));

    static string? PoolOf(List<string> words) =>
        words.SkipWhile(w => w != "--pool").Skip(1).FirstOrDefault() ?? words.FirstOrDefault(w => w.StartsWith("--pool=", StringComparison.Ordinal))?["--pool=".Length..];

    static async Task<IEnumerable<string>> VolumesAsync(Session session, string name)
    {
        var connection = await session.ConnectAsync();
        var pool = (await connection.CallAsync(Remote.StoragePoolLookupByName, new(name))).Pool;
        return (await connection.CallAsync(Remote.StoragePoolListAllVolumes, new(pool, true, 0))).Volumes.Select(v => v.Name);
    }

    static async Task<IEnumerable<string>> SnapshotsAsync(Session session, string name)
    {
        var connection = await session.ConnectAsync();
        var domain = (await connection.CallAsync(Remote.DomainLookupByName, new(name))).Domain;
        return (await connection.CallAsync(Remote.DomainListAllSnapshots, new(domain, true, 0))).Snapshots.Select(s => s.Name);
    }

    static async Task<IEnumerable<string>> FromXmlAsync(Session session, string name, string? device, string element, string attribute)
    {
        var connection = await session.ConnectAsync();
        var domain = (await connection.CallAsync(Remote.DomainLookupByName, new(name))).Domain;
        var xml = Commands.XmlText.Parse((await connection.CallAsync(Remote.DomainGetXmlDesc, new(domain, 0))).Xml);
        return (xml.Element("devices")?.Elements() ?? []).Where(e => device is null || e.Name == device)
            .Select(e => e.Element(element)?.Attribute(attribute)?.Value).OfType<string>();
    }
}
