namespace Aerostat.Clients.Tests;

/// <summary>Programs that read a host's figures again and again.</summary>
public class ExporterTests
{
    [Theory]
    [InlineData("prometheus", "/usr/bin/prometheus-libvirt-exporter", "prometheus-libvirt-exporter")]
    [InlineData("munin", "/usr/share/munin/plugins/libvirt-mem", "munin-libvirt-plugins")]
    [InlineData("collectd", "/usr/lib/collectd/virt.so", "collectd-core")]
    public Task It_reads_the_same_figures(string client, string program, string package) => Visit.PlayedAsync(client, (program, package));
}
