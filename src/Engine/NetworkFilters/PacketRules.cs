using Aerostat.Model;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>Rules upon packets and their connections, as iptables and ip6tables take them.</summary>
/// <remarks>Source: <c>iptables-extensions(8)</c>; the rules that libvirtd 9.0 writes.</remarks>
static class PacketRules
{
    /// <summary>The rule in each of a port's chains: <c>FI</c> on its way from the guest, <c>FO</c> on its way to it, <c>HI</c> from the guest to the host.</summary>
    public static IEnumerable<(string Chain, string Words)> Of(FilterRule rule)
    {
        if (rule.Action is FilterAction.Continue) throw FilterErrors.Internal($"action 'continue' of protocol '{rule.Protocol}' is none of iptables': packets that match would have to go on", "Take the rule away: without it they go on too.");
        // Both ways count as inward, and ask for no state.
        var isInward = rule.Direction is not FilterDirection.Out;
        var states = rule.StateMatch && rule["state"]?.Value is FilterText { Text.Length: > 0 } told ? told.Text : null;
        List<(string Chain, string Words)> made = [];
        foreach (var (chain, isReversed, target) in (ReadOnlySpan<(string, bool, string)>)[("FI", isInward, "RETURN"), ("FO", !isInward, "ACCEPT"), ("HI", isInward, "RETURN")])
            if (Words(rule, isReversed, target, states) is { } words) made.Add((chain, words));
        return made;
    }

    /// <summary>Null: in this chain the rule says nothing.</summary>
    /// <param name="isReversed">Answers go by here.</param>
    /// <param name="states">Asked for by name, in the direction of the rule alone; null: whoever may begin a connection may go on with it.</param>
    static string? Words(FilterRule rule, bool isReversed, string target, string? states)
    {
        var isBoth = rule.Direction is FilterDirection.Both;
        if (states is not null && isReversed && !isBoth) return null;
        RuleWords words = new(rule, isReversed);
        // Only what comes from the card bears its address.
        if (!isReversed && words.Has("srcmacaddr")) words.Add("-m mac").Packet("--mac-source", "srcmacaddr", words.Text("srcmacaddr"));
        Addresses(words);
        if (words.Text("flags") is { } flags) words.Packet("--tcp-flags", "flags", flags.Replace('/', ' '));
        words.Packet(words.Sided("--sport", "--dport"), "srcportstart", words.Range("srcportstart", "srcportend")).Packet(words.Sided("--dport", "--sport"), "dstportstart", words.Range("dstportstart", "dstportend"));
        // Requests of a kind have answers of another.
        if (words.Has("type") && (isReversed || isBoth)) return null;
        words.Packet(rule.Protocol is "icmpv6" ? "--icmpv6-type" : "--icmp-type", "type", words.Range("type", "code", '/'));
        if (words.IsEmpty && isReversed && words.Has("srcmacaddr")) return null;
        if (words.Has("connlimit-above") && isReversed) return null;
        State(words, isReversed, states);
        if (words.Has("connlimit-above")) words.Add("-m connlimit").Packet("--connlimit-above", "connlimit-above", words.Range("connlimit-above", ""));
        if (words.Has("ipset")) words.Add("-m set").Packet("--match-set", "ipset", $"{RuleWords.Quoted(words.Text("ipset")!)} {Sides(words.Text("ipsetflags") ?? "", isReversed)}");
        if (words.Text("comment") is { } comment) words.Add($"-m comment --comment {RuleWords.Quoted(comment)}");
        return $" -p {Protocol(rule)}{words} -j {(rule.Action is FilterAction.Accept ? target : rule.Action.Word().ToUpperInvariant())}";
    }

    static void Addresses(RuleWords words)
    {
        Address("srcip", words.Sided("--source", "--destination"), words.Sided("--src-range", "--dst-range"));
        Address("dstip", words.Sided("--destination", "--source"), words.Sided("--dst-range", "--src-range"));
        if (words.Has("dscp")) words.Add("-m dscp").Packet("--dscp", "dscp", words.Range("dscp", ""));

        void Address(string of, string one, string range)
        {
            if (words.Has($"{of}addr")) words.Packet(one, $"{of}addr", words.Masked($"{of}addr", $"{of}mask"));
            else if (words.Text($"{of}from") is { } first) words.Add("-m iprange").Packet(range, $"{of}from", words.Text($"{of}to") is { } last ? $"{first}-{last}" : first);
        }
    }

    static void State(RuleWords words, bool isReversed, string? states)
    {
        var rule = words.Rule;
        // A limit of connections counts them all, unless states are named for what is not let through.
        if (words.Has("connlimit-above") && (states is null || rule.Action is FilterAction.Accept)) return;
        if (states is not null)
        {
            if (states is not "NONE") words.Add($"-m conntrack --ctstate {states}");
            return;
        }
        if (rule is not { Action: FilterAction.Accept, StateMatch: true, Direction: not FilterDirection.Both }) return;
        words.Add(isReversed ? "-m conntrack --ctstate ESTABLISHED" : "-m conntrack --ctstate NEW,ESTABLISHED");
        if (!words.Has("type")) words.Add(isReversed ? "-m conntrack --ctdir Reply" : "-m conntrack --ctdir Original");
    }

    static string Sides(string flags, bool isReversed) => isReversed ? string.Join(',', flags.Split(',').Select(flag => flag is "src" ? "dst" : flag is "dst" ? "src" : flag)) : flags;

    public static bool IsIPv6(FilterRule rule) => rule.Protocol is "icmpv6" || rule.Protocol!.EndsWith("-ipv6", StringComparison.Ordinal);

    static string Protocol(FilterRule rule) => rule.Protocol!.EndsWith("-ipv6", StringComparison.Ordinal) ? rule.Protocol[..^"-ipv6".Length] : rule.Protocol;
}
