using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>All that stands in the kernel's tables for one port: lines as <c>ebtables-restore</c> and <c>iptables-restore</c> take them.</summary>
/// <param name="Port">The tap.</param>
/// <param name="Link">Of ebtables' table <c>nat</c>.</param>
/// <param name="Packets">Of iptables' table <c>filter</c>.</param>
/// <param name="Packets6">Of ip6tables' table <c>filter</c>.</param>
/// <remarks>Source: chains, their names and their order as libvirtd 9.0 has them.</remarks>
sealed record PortRules(string Port, ValueList<string> Link, ValueList<string> Packets, ValueList<string> Packets6)
{
    /// <param name="rules">With values in place of their variables, in order.</param>
    public static PortRules Of(string port, IReadOnlyList<PlacedRule> rules)
    {
        Checked(port);
        var link = rules.Where(placed => LinkRules.IsOne(placed.Rule)).ToList();
        var packets = rules.Where(placed => !LinkRules.IsOne(placed.Rule)).ToLookup(placed => PacketRules.IsIPv6(placed.Rule), placed => placed.Rule);
        return new(port, [.. Side(port, link, fromGuest: true), .. Side(port, link, fromGuest: false)], [.. PacketsOf(port, packets[false])], [.. PacketsOf(port, packets[true])]);
    }

    /// <summary>What a guest may do until its address is known: speak as its card does, IPv4 and ARP.</summary>
    public static PortRules UntilKnown(string port, MacAddress mac) => Provisional(port, [$"-s ! {mac} -j DROP", "-p 0x800 -j ACCEPT", "-p 0x806 -j ACCEPT", "-j DROP"], []);

    /// <summary>What a guest may do until it has been given an address: ask for one, and hear the answer.</summary>
    /// <param name="servers">Whose answers are heard; none: anybody's.</param>
    public static PortRules UntilGiven(string port, MacAddress mac, ValueList<string> servers) => Provisional(port,
        [$"-p 0x800 -s {mac} --ip-proto udp --ip-sport 68 --ip-dport 67 -j ACCEPT", "-j DROP"],
        [
            .. (servers.IsEmpty ? [""] : servers.Select(server => $" --ip-src {server}")).SelectMany(from =>
                (string[])[$"-p 0x800 -d {mac}{from} --ip-proto udp --ip-sport 67 --ip-dport 68 -j ACCEPT", $"-p 0x800 -d ff:ff:ff:ff:ff:ff{from} --ip-proto udp --ip-sport 67 --ip-dport 68 -j ACCEPT"]),
            "-j DROP",
        ]);

    static PortRules Provisional(string port, string[] fromGuest, string[] toGuest)
    {
        Checked(port);
        return new(port, [.. Linked("I", fromGuest), .. toGuest is [] ? [] : Linked("O", toGuest)], [], []);

        IEnumerable<string> Linked(string side, string[] rules) =>
            [$"-N libvirt-{side}-{port}", .. rules.Select(rule => $"-A libvirt-{side}-{port} {rule}"), Hook(port, side)];
    }

    static IEnumerable<string> Side(string port, List<PlacedRule> all, bool fromGuest)
    {
        var side = fromGuest ? "I" : "O";
        var rules = all.Where(placed => placed.Rule.Direction is FilterDirection.Both || placed.Rule.Direction is FilterDirection.Out == fromGuest).ToList();
        if (rules.Count == 0) yield break;
        var chains = rules.Where(placed => placed.Chain != FilterChain.Root).GroupBy(placed => placed.Chain).Select(same => (Name: same.Key, Priority: same.Last().ChainPriority)).OrderBy(chain => chain.Priority).ToList();
        var root = $"libvirt-{side}-{port}";
        yield return $"-N {root}";
        foreach (var (name, _) in chains) yield return $"-N {side}-{port}-{name}";
        var linked = 0;
        foreach (var placed in rules)
        {
            // A chain stands before the rules of its own priority.
            for (; linked < chains.Count && placed.Chain == FilterChain.Root && chains[linked].Priority <= placed.Rule.Priority; linked++) yield return Jump(chains[linked].Name);
            yield return $"-A {(placed.Chain == FilterChain.Root ? root : $"{side}-{port}-{placed.Chain}")}{LinkRules.Of(placed.Rule, reversed: fromGuest && placed.Rule.Direction is FilterDirection.Both)}";
        }
        for (; linked < chains.Count; linked++) yield return Jump(chains[linked].Name);
        yield return Hook(port, side);

        string Jump(string chain) => $"-A {root}{LinkRules.Into(chain)} -j {side}-{port}-{chain}";
    }

    static string Hook(string port, string side) => side is "I" ? $"-A PREROUTING -i {port} -j libvirt-I-{port}" : $"-A POSTROUTING -o {port} -j libvirt-O-{port}";

    static List<string> PacketsOf(string port, IEnumerable<FilterRule> rules)
    {
        List<string> lines = [.. rules.SelectMany(PacketRules.Of).Select(rule => $"-A {rule.Chain}-{port}{rule.Words}")];
        if (!rules.Any()) return lines;
        return
        [
            $"-N FI-{port}", $"-N FO-{port}", $"-N HI-{port}", .. lines,
            $"-A libvirt-in -m physdev --physdev-in {port} -g FI-{port}", $"-A libvirt-out -m physdev --physdev-is-bridged --physdev-out {port} -g FO-{port}",
            $"-A libvirt-host-in -m physdev --physdev-in {port} -g HI-{port}", $"-A libvirt-in-post -m physdev --physdev-in {port} -j ACCEPT",
        ];
    }

    /// <summary>The name stands in lines of rules, where some characters mean more than themselves.</summary>
    static void Checked(string port)
    {
        NetworkInterface.Checked(port);
        if (!port.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-') || port[0] is '-') throw FilterErrors.Internal($"a port called '{port}' cannot be filtered", "Give <target dev='…'> letters, digits, '_', '.' and '-' alone.");
    }
}
