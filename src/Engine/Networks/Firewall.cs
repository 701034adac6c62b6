using System.Text;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Networks;

/// <summary>What may go in and out of a network, and under which addresses: one table of nftables for each, made and removed whole.</summary>
/// <remarks>
/// Source: the rules that libvirt's own networks have; <c>nft(8)</c>. A table of ours can let nothing through that another one drops.
/// </remarks>
static class Firewall
{
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: with nft's own words.</exception>
    public static Task MakeAsync(NetworkDefinition network, CancellationToken cancel) => RunAsync(Rules(network), cancel);

    /// <summary>It may be gone already.</summary>
    public static Task RemoveAsync(NetworkDefinition network, CancellationToken cancel) => RunAsync(Removal(network), cancel);

    /// <summary>Replaces the table, if there is one, in one step.</summary>
    public static string Rules(NetworkDefinition network)
    {
        var bridge = Quoted(network.Bridge!.Name!);
        StringBuilder text = new(Removal(network));
        text.Append($"table inet {TableOf(network)} {{\n");
        Chain(text, "input", "filter hook input priority filter", ["udp dport { 53, 67, 69 }", "tcp dport { 53, 67 }", .. network.Ips.Any(ip => ip.IsIPv6) ? (string[])["udp dport 547"] : []],
            rule => $"iifname {bridge} {rule} accept");
        if (network.Forward?.Mode is not NetworkForwardMode.Open) Chain(text, "forward", "filter hook forward priority filter", Forwarding(network, bridge), rule => rule);
        if (network.Forward is { Mode: NetworkForwardMode.Nat } forward) Chain(text, "postrouting", "nat hook postrouting priority srcnat", Translation(network, forward), rule => rule);
        return text.Append("}\n").ToString();
    }

    static IEnumerable<string> Forwarding(NetworkDefinition network, string bridge)
    {
        var forward = network.Forward;
        var (into, outOf) = forward?.Device is { } device ? ($"iifname {Quoted(device)} ", $" oifname {Quoted(device)}") : ("", "");
        yield return $"iifname {bridge} oifname {bridge} accept";
        if (forward is not null)
            foreach (var ip in network.Ips)
            {
                var (family, net) = (ip.IsIPv6 ? "ip6" : "ip", NetOf(ip));
                var isTranslated = forward.Mode is NetworkForwardMode.Nat && (!ip.IsIPv6 || forward.Nat?.IPv6 is true);
                yield return $"{into}oifname {bridge} {family} daddr {net}{(isTranslated ? " ct state established,related" : "")} accept";
                yield return $"iifname {bridge}{outOf} {family} saddr {net} accept";
            }
        yield return $"oifname {bridge} reject";
        yield return $"iifname {bridge} reject";
    }

    static IEnumerable<string> Translation(NetworkDefinition network, NetworkForward forward)
    {
        var outOf = forward.Device is { } device ? $" oifname {Quoted(device)}" : "";
        foreach (var ip in network.Ips.Where(ip => !ip.IsIPv6 || forward.Nat?.IPv6 is true))
        {
            var (family, net) = (ip.IsIPv6 ? "ip6" : "ip", NetOf(ip));
            foreach (var toAll in ip.IsIPv6 ? (string[])["ff02::/16"] : ["224.0.0.0/24", "255.255.255.255"]) yield return $"{family} saddr {net} {family} daddr {toAll} return";
            var ports = forward.Nat?.Ports is var (first, last) ? $":{first}-{last}" : "";
            var to = forward.Nat?.Addresses is { } range && !ip.IsIPv6
                ? (WithPorts: $"snat ip to {range.Start}-{range.End}{ports}", Plain: $"snat ip to {range.Start}-{range.End}")
                : (WithPorts: ports.Length > 0 ? $"masquerade to {ports}" : "masquerade", Plain: "masquerade");
            yield return $"{family} saddr {net} {family} daddr != {net}{outOf} meta l4proto {{ tcp, udp }} {to.WithPorts}";
            yield return $"{family} saddr {net} {family} daddr != {net}{outOf} {to.Plain}";
        }
    }

    static void Chain(StringBuilder text, string name, string hook, IEnumerable<string> rules, Func<string, string> form)
    {
        text.Append($"  chain {name} {{\n    type {hook}; policy accept;\n");
        foreach (var rule in rules) text.Append($"    {form(rule)}\n");
        text.Append("  }\n");
    }

    /// <summary>Made first where it is not there, so that its removal never fails.</summary>
    static string Removal(NetworkDefinition network) => $"table inet {TableOf(network)} {{ }}\ndelete table inet {TableOf(network)}\n";

    /// <summary>By the bridge, of which the host has one of a name; what no identifier may hold is spelled out.</summary>
    static string TableOf(NetworkDefinition network) =>
        "aerostat_" + string.Concat(network.Bridge!.Name!.Select(c => char.IsAsciiLetterOrDigit(c) ? c.ToString() : $"_{(int)c:x}_"));

    static string NetOf(NetworkIp ip) => $"{ip.Address.Network(ip.Prefix)}/{ip.Prefix}";

    static string Quoted(string device) => $"\"{NetworkInterface.Checked(device).Replace("\"", "", StringComparison.Ordinal)}\"";

    static Task<string> RunAsync(string script, CancellationToken cancel) => HostTool.RunAsync("nft", ["-f", "-"], script, "nftables", cancel);
}
