using System.Text.RegularExpressions;
using Aerostat.Engine.Networks;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>One of the kernel's tables in which ports' rules stand, changed in one step: all of a script, or nothing.</summary>
/// <param name="Tool">As its programs begin: <c>iptables</c>.</param>
/// <param name="Name">The table.</param>
/// <param name="Package">Debian's, that brings the tool.</param>
/// <remarks>Source: <c>iptables-restore(8)</c>, <c>--noflush</c>; <c>ebtables(8)</c>. What others have in it is left alone.</remarks>
sealed partial record FirewallTable(string Tool, string Name, string Package, Func<PortRules, ValueList<string>> LinesOf)
{
    /// <summary>Chains that all ports share, and where they begin; ebtables has none.</summary>
    static readonly (string Chain, string From)[] Shared = [("libvirt-in", "FORWARD"), ("libvirt-out", "FORWARD"), ("libvirt-in-post", "FORWARD"), ("libvirt-host-in", "INPUT")];

    /// <summary>Those that filter by packets come first: until frames are looked at, nothing that they let through has been promised to anybody.</summary>
    public static FirewallTable[] All { get; } =
    [
        new("iptables", "filter", "iptables", rules => rules.Packets),
        new("ip6tables", "filter", "iptables", rules => rules.Packets6),
        new("ebtables", "nat", "ebtables", rules => rules.Link),
    ];

    bool IsLink => Name is "nat";

    /// <summary>Puts each port's rules in the place of what stands there for it.</summary>
    /// <param name="ports">Null in place of rules: it has none any more.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: the tool is not there, or refused a line, which is told.</exception>
    public async Task PutAsync(IReadOnlyCollection<(string Port, PortRules? Rules)> ports)
    {
        var saved = (await HostTool.RunAsync($"{Tool}-save", ["-t", Name], null, Package, CancellationToken.None)).Split('\n');
        var script = Script(saved, ports);
        if (script is []) return;
        try
        {
            await HostTool.RunAsync($"{Tool}-restore", IsLink ? ["--noflush"] : ["--noflush", "-w", "30"], $"*{Name}\n{string.Join('\n', script)}\nCOMMIT\n", Package, CancellationToken.None);
        }
        catch (VirtException e) when (Line().Match(e.Message) is { Success: true } match && int.TryParse(match.Groups[1].Value, out var number) && number >= 2 && number - 2 < script.Count)
        {
            throw FilterErrors.Internal($"Failed to apply firewall rules {Tool} -t {Name} {script[number - 2]}: {Errors(e.Message)}");
        }
    }

    /// <summary>The lines that make of what there is what there shall be.</summary>
    public List<string> Script(IReadOnlyList<string> saved, IReadOnlyCollection<(string Port, PortRules? Rules)> ports)
    {
        List<string> script = [];
        foreach (var (port, _) in ports) script.AddRange(Removal(saved, port));
        List<string> made = [.. ports.SelectMany(port => port.Rules is { } rules ? LinesOf(rules) : [])];
        if (made is [] || IsLink) return [.. script, .. made];
        foreach (var (chain, _) in Shared)
            if (!saved.Any(line => line.StartsWith($":{chain} ", StringComparison.Ordinal))) script.Add($"-N {chain}");
        var places = Shared.GroupBy(shared => shared.From);
        foreach (var from in places)
        {
            // In their order, before whatever else is there.
            if (from.All(shared => saved.Contains($"-A {from.Key} -j {shared.Chain}"))) continue;
            foreach (var (chain, _) in from) if (saved.Contains($"-A {from.Key} -j {chain}")) script.Add($"-D {from.Key} -j {chain}");
            script.AddRange(from.Select((shared, i) => $"-I {from.Key} {i + 1} -j {shared.Chain}"));
        }
        return [.. script, .. made];
    }

    List<string> Removal(IReadOnlyList<string> saved, string port)
    {
        HashSet<string> roots = IsLink ? [$"libvirt-I-{port}", $"libvirt-O-{port}"] : [$"FI-{port}", $"FO-{port}", $"HI-{port}"];
        roots.RemoveWhere(chain => !saved.Any(line => line.StartsWith($":{chain} ", StringComparison.Ordinal)));
        List<string> links = [], chains = [.. roots];
        foreach (var line in saved)
        {
            var words = line.Split(' ');
            if (words is not ["-A", var from, ..]) continue;
            if (words is [.., "-j" or "-g", var to] && roots.Contains(to) || line == $"-A libvirt-in-post -m physdev --physdev-in {port} -j ACCEPT") links.Add("-D" + line[2..]);
            // A sub-chain is of the port from whose own it is gone to.
            else if (IsLink && roots.Contains(from) && words is [.., "-j", var below] && (below.StartsWith($"I-{port}-", StringComparison.Ordinal) || below.StartsWith($"O-{port}-", StringComparison.Ordinal))) chains.Add(below);
        }
        return [.. links, .. chains.Distinct().Select(chain => $"-F {chain}"), .. chains.Distinct().Select(chain => $"-X {chain}")];
    }

    static string Errors(string message) => message[(message.IndexOf(": ", message.IndexOf("unexpected", StringComparison.Ordinal) is >= 0 and var at ? at : 0, StringComparison.Ordinal) + 2)..].ReplaceLineEndings(" ").Trim();

    [GeneratedRegex(@"line:? ?(\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex Line();
}
