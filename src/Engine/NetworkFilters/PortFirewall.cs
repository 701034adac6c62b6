using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>The rules of ports, put into the kernel's tables and taken out again. One change at a time: its owner sees to that.</summary>
sealed class PortFirewall(ILogger logger)
{
    /// <summary>What this daemon has put there. A port that it does not know of may have rules of a daemon before.</summary>
    readonly Dictionary<string, PortRules> inForce = [];

    /// <summary>In every table, or in none: what fails leaves each port as it was.</summary>
    /// <param name="ports">Null in place of rules: it has none any more.</param>
    /// <exception cref="VirtException">A tool's own words.</exception>
    public async Task PutAsync(IReadOnlyCollection<(string Port, PortRules? Rules)> ports)
    {
        if (ports.Count == 0) return;
        List<FirewallTable> done = [];
        try
        {
            foreach (var table in FirewallTable.All.Where(table => ports.Any(port => Concerns(table, port))))
            {
                done.Add(table);
                await table.PutAsync(ports);
            }
        }
        catch
        {
            foreach (var table in done) await TryAsync(table, [.. ports.Select(port => (port.Port, inForce.GetValueOrDefault(port.Port)))]);
            throw;
        }
        foreach (var (port, rules) in ports)
        {
            if (rules is null) inForce.Remove(port);
            else inForce[port] = rules;
        }
        WarnOfUnseen(ports);
    }

    bool Concerns(FirewallTable table, (string Port, PortRules? Rules) port) =>
        port.Rules is { } rules && table.LinesOf(rules) is not [] || !inForce.TryGetValue(port.Port, out var before) || table.LinesOf(before) is not [];

    async Task TryAsync(FirewallTable table, IReadOnlyCollection<(string Port, PortRules? Rules)> ports)
    {
        try { await table.PutAsync(ports); }
        catch (VirtException e) { Log.RulesNotTakenBack(logger, table.Tool, e.Message); }
    }

    /// <summary>A bridge hands its packets to iptables only where it is told to.</summary>
    void WarnOfUnseen(IReadOnlyCollection<(string Port, PortRules? Rules)> ports)
    {
        foreach (var (kind, lines) in (ReadOnlySpan<(string, Func<PortRules, ValueList<string>>)>)[("iptables", rules => rules.Packets), ("ip6tables", rules => rules.Packets6)])
        {
            var path = $"/proc/sys/net/bridge/bridge-nf-call-{kind}";
            if (ports.Any(port => port.Rules is { } rules && lines(rules) is not []) && Linux.ProcFile.TryReadLine(path) is not "1") Log.PacketsNotSeen(logger, kind, path);
        }
    }
}
