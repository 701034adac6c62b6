using System.Net;
using System.Net.Sockets;
using System.Text;
using Aerostat.Daemon.Metrics;
using Aerostat.Engine.Domains;
using Aerostat.Engine.Statistics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aerostat.Daemon.Tests.Metrics;

/// <summary>What a collector reads, and what the door answers to strangers.</summary>
public class MetricsTests
{
    static string Written(params Parameter[] parameters)
    {
        MetricsText to = new();
        DomainMetrics.Write(to, new(new("a \"b\"", Guid.Empty, 1), [.. parameters]));
        return to.ToString();
    }

    [Fact]
    public void Kibibytes_become_bytes_and_nanoseconds_seconds()
    {
        var text = Written(new("balloon.current", 1024ul), new("cpu.time", 2_500_000_000ul));
        Assert.Contains("libvirt_domain_info_memory_usage_bytes{domain=\"a \\\"b\\\"\"} 1048576\n", text);
        Assert.Contains("libvirt_domain_info_cpu_time_seconds_total{domain=\"a \\\"b\\\"\"} 2.5\n", text);
    }

    [Fact]
    public void A_series_that_is_not_known_is_left_out() => Assert.DoesNotContain("usable", Written(new Parameter("balloon.current", 1ul)));

    [Fact]
    public void Each_name_is_typed_once_and_stands_together()
    {
        MetricsText to = new();
        to.Gauge("a", 1, ("x", "1"));
        to.Gauge("b", 2);
        to.Gauge("a", 3, ("x", "2"));
        Assert.Equal("# TYPE a gauge\na{x=\"1\"} 1\na{x=\"2\"} 3\n# TYPE b gauge\nb 2\n", to.ToString());
    }

    [Theory]
    [InlineData("127.0.0.1:9177", true)]
    [InlineData("[::1]:9177", true)]
    [InlineData("0.0.0.0:9177", false)]
    [InlineData("192.0.2.1:9177", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("localhost:9177", false)]
    public void It_listens_on_loopback_alone(string address, bool fits) => Assert.Equal(fits, MetricsDoor.AddressOf(address) is not null);

    [Theory]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK", "libvirt_up 1")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found", "/metrics")]
    [InlineData("POST /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 405 Method Not Allowed", "GET")]
    [InlineData("rubbish\r\n\r\n", "HTTP/1.1 400 Bad Request", "HTTP")]
    public async Task Each_request_has_its_answer(string request, string status, string body)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var door = MetricsDoor.Open(new(IPAddress.Loopback, 0), _ => Task.FromResult("libvirt_up 1\n"), TimeProvider.System, NullLogger.Instance);
        using TcpClient client = new();
        await client.ConnectAsync(door.Address, cancel);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), cancel);
        using StreamReader answer = new(client.GetStream());
        var text = await answer.ReadToEndAsync(cancel);
        Assert.StartsWith(status, text);
        Assert.Contains(body, text);
    }
}
