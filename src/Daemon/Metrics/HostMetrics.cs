using Aerostat.Engine;
using Aerostat.Engine.Statistics;

namespace Aerostat.Daemon.Metrics;

/// <summary>All that the daemon exports, gathered anew for each reader: a domain that is gone takes its series along.</summary>
static class HostMetrics
{
    const StatisticsGroups Groups = StatisticsGroups.State | StatisticsGroups.Cpu | StatisticsGroups.Balloon | StatisticsGroups.Vcpu | StatisticsGroups.Interface | StatisticsGroups.Block | StatisticsGroups.Autopilot;

    public static async Task<string> WriteAsync(Hypervisor host, string version, CancellationToken cancel)
    {
        MetricsText to = new();
        to.Gauge("libvirt_up", 1);
        to.Gauge("libvirt_versions_info", 1, ("libvirtd_running", version));
        to.Gauge("libvirt_domains", host.Domains.All.Count());
        var told = await host.StatisticsAsync(null, Groups, StatisticsFlags.None, cancel);
        foreach (var domain in told.OrderBy(d => d.Domain.Name, StringComparer.Ordinal)) DomainMetrics.Write(to, domain);

        var memory = host.Pilot.Look();
        if (memory.Total is { } total) to.Gauge("aerostat_host_memory_total_bytes", total.Value);
        if (memory.Available is { } available) to.Gauge("aerostat_host_memory_available_bytes", available.Value);
        if (memory.Free is { } free) to.Gauge("aerostat_host_memory_free_bytes", free.Value);
        if (memory.SwapUsed is { } swap) to.Gauge("aerostat_host_swap_used_bytes", swap.Value);
        if (memory.PressureSome is { } some) to.Counter("aerostat_host_memory_pressure_seconds_total", some / 1e6, ("kind", "some"));
        if (memory.PressureFull is { } full) to.Counter("aerostat_host_memory_pressure_seconds_total", full / 1e6, ("kind", "full"));
        foreach (var node in host.Node.Topology.Nodes)
            if (node.Memory().Free is { } left) to.Gauge("aerostat_node_memory_free_bytes", left.Value, ("node", $"{node.Number}"));
        return to.ToString();
    }
}
