using Aerostat.Engine.Statistics;

namespace Aerostat.Daemon.Metrics;

/// <summary>A domain's statistics under the names that dashboards of libvirt's exporters read; what nobody else exports has a prefix of our own.</summary>
static class DomainMetrics
{
    const double Kib = 1024, Nanosecond = 1e-9;

    public static void Write(MetricsText to, DomainStatistics told)
    {
        var name = told.Domain.Name;
        var all = told.Parameters.ToDictionary(p => p.Name);
        (string, string) domain = ("domain", name);
        to.Gauge("libvirt_domain_info_meta", 1, domain, ("uuid", told.Domain.Uuid.ToString()));
        Gauge("libvirt_domain_info_vstate", "state.state", 1);
        Gauge("libvirt_domain_info_maximum_memory_bytes", "balloon.maximum", Kib);
        Gauge("libvirt_domain_info_memory_usage_bytes", "balloon.current", Kib);
        Gauge("libvirt_domain_info_virtual_cpus", "vcpu.current", 1);
        Counter("libvirt_domain_info_cpu_time_seconds_total", "cpu.time", Nanosecond);

        Gauge("libvirt_domain_memory_stats_actual_balloon_bytes", "balloon.current", Kib);
        Gauge("libvirt_domain_memory_stats_available_bytes", "balloon.available", Kib);
        Gauge("libvirt_domain_memory_stats_usable_bytes", "balloon.usable", Kib);
        Gauge("libvirt_domain_memory_stats_unused_bytes", "balloon.unused", Kib);
        Gauge("libvirt_domain_memory_stats_rss_bytes", "balloon.rss", Kib);
        Gauge("libvirt_domain_memory_stats_disk_cache_bytes", "balloon.disk_caches", Kib);
        Counter("libvirt_domain_memory_stats_swap_in_bytes", "balloon.swap_in", Kib);
        Counter("libvirt_domain_memory_stats_swap_out_bytes", "balloon.swap_out", Kib);
        Counter("libvirt_domain_memory_stats_major_fault_total", "balloon.major_fault", 1);
        Counter("libvirt_domain_memory_stats_minor_fault_total", "balloon.minor_fault", 1);
        if (Value("balloon.available") is > 0 and var available && Value("balloon.usable") is { } usable)
            to.Gauge("libvirt_domain_memory_stats_used_percent", 100 * Math.Max(0, available - usable) / available, domain);

        for (var i = 0; Value($"vcpu.{i}.state") is { } state; i++)
        {
            (string, string) vcpu = ("vcpu", $"{i}");
            to.Gauge("libvirt_domain_vcpu_state", state, domain, vcpu);
            Of($"vcpu.{i}.time", "libvirt_domain_vcpu_time_seconds_total", Nanosecond, vcpu);
            Of($"vcpu.{i}.wait", "libvirt_domain_vcpu_wait_seconds_total", Nanosecond, vcpu);
            Of($"vcpu.{i}.delay", "libvirt_domain_vcpu_delay_seconds_total", Nanosecond, vcpu);
        }
        for (var i = 0; all.TryGetValue($"block.{i}.name", out var disk); i++)
        {
            (string, string) target = ("target_device", disk.Text ?? "");
            to.Gauge("libvirt_domain_block_meta", 1, domain, target, ("source_file", all.TryGetValue($"block.{i}.path", out var path) ? path.Text ?? "" : ""));
            foreach (var (field, what) in (ReadOnlySpan<(string, string)>)[("rd", "read"), ("wr", "write")])
            {
                Of($"block.{i}.{field}.bytes", $"libvirt_domain_block_stats_{what}_bytes_total", 1, target);
                Of($"block.{i}.{field}.reqs", $"libvirt_domain_block_stats_{what}_requests_total", 1, target);
                Of($"block.{i}.{field}.times", $"libvirt_domain_block_stats_{what}_time_seconds_total", Nanosecond, target);
            }
            Of($"block.{i}.fl.reqs", "libvirt_domain_block_stats_flush_requests_total", 1, target);
            Of($"block.{i}.fl.times", "libvirt_domain_block_stats_flush_time_seconds_total", Nanosecond, target);
            Now($"block.{i}.capacity", "libvirt_domain_block_stats_capacity_bytes", target);
            Now($"block.{i}.allocation", "libvirt_domain_block_stats_allocation", target);
            Now($"block.{i}.physical", "libvirt_domain_block_stats_physicalsize_bytes", target);
        }
        for (var i = 0; all.TryGetValue($"net.{i}.name", out var card); i++)
        {
            (string, string) target = ("target_device", card.Text ?? "");
            to.Gauge("libvirt_domain_interface_meta", 1, domain, target);
            foreach (var (field, what) in (ReadOnlySpan<(string, string)>)[("rx", "receive"), ("tx", "transmit")])
            {
                Of($"net.{i}.{field}.bytes", $"libvirt_domain_interface_stats_{what}_bytes_total", 1, target);
                Of($"net.{i}.{field}.pkts", $"libvirt_domain_interface_stats_{what}_packets_total", 1, target);
                Of($"net.{i}.{field}.errs", $"libvirt_domain_interface_stats_{what}_errors_total", 1, target);
                Of($"net.{i}.{field}.drop", $"libvirt_domain_interface_stats_{what}_drops_total", 1, target);
            }
        }

        Gauge("aerostat_domain_balloon_target_bytes", "autopilot.target_bytes", 1);
        Gauge("aerostat_domain_balloon_floor_bytes", "autopilot.min_bytes", 1);
        Gauge("aerostat_domain_balloon_ceiling_bytes", "autopilot.max_bytes", 1);
        Gauge("aerostat_domain_statistics_age_seconds", "autopilot.stats.age_s", 1);
        Gauge("aerostat_domain_memory_ordered", "autopilot.ordered", 1);
        if (all.TryGetValue("autopilot.mode", out var mode)) to.Gauge("aerostat_autopilot_mode", 1, domain, ("mode", mode.Text ?? ""));
        foreach (var decided in told.Parameters.Where(p => p.Name.StartsWith("autopilot.decisions.", StringComparison.Ordinal)))
            to.Counter("aerostat_autopilot_decisions_total", decided.Bits, domain, ("reason", decided.Name["autopilot.decisions.".Length..]));

        double? Value(string field) => all.TryGetValue(field, out var p) ? p.Kind is ParameterKind.Double ? BitConverter.Int64BitsToDouble(p.Bits) : p.Kind is ParameterKind.ULong ? unchecked((ulong)p.Bits) : p.Bits : null;
        void Gauge(string metric, string field, double unit) { if (Value(field) is { } value) to.Gauge(metric, value * unit, domain); }
        void Counter(string metric, string field, double unit) { if (Value(field) is { } value) to.Counter(metric, value * unit, domain); }
        void Of(string field, string metric, double unit, (string, string) label) { if (Value(field) is { } value) to.Counter(metric, value * unit, domain, label); }
        void Now(string field, string metric, (string, string) label) { if (Value(field) is { } value) to.Gauge(metric, value, domain, label); }
    }
}
