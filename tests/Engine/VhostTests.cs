using System.Runtime.InteropServices;
using Aerostat.Engine.Domains;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Engine.Tests;

public sealed class VhostTests
{
    static Interface Card(string driver) => (Interface)DeviceXml.Read($"<interface type='ethernet'><mac address='52:54:00:11:22:33'/><model type='virtio'/>{driver}</interface>") with { Alias = "net0" };

    static HostResources Resources(bool start, Func<int, IReadOnlyList<SafeHandle>?> open, bool kvm = true)
    {
        Assert.SkipUnless(Linux.Host.IsRoot && File.Exists("/dev/net/tun"), "a tap takes root and /dev/net/tun");
        return new(start) { Vhost = kvm, OpenVhost = open };
    }

    static IReadOnlyList<SafeHandle> Opened(int queues) => [.. Enumerable.Range(0, queues).Select(_ => Files.OpenRead("/dev/null"))];

    [Theory]
    [InlineData(true, "", 1)]
    [InlineData(true, "<driver queues='2'/>", 2)]
    [InlineData(true, "<driver name='vhost' queues='2'/>", 2)]
    [InlineData(true, "<driver name='qemu' queues='2'/>", 0)]
    [InlineData(false, "<driver queues='2'/>", 2)]
    [InlineData(false, "<driver name='qemu' queues='2'/>", 0)]
    public void The_kernel_serves_each_queue_unless_qemu_is_named(bool start, string driver, int expected)
    {
        using var resources = Resources(start, Opened);
        resources.Make(Card(driver), "/", null);
        Assert.Equal(expected, resources.Plan.VhostNets.GetValueOrDefault("net0").Count);
        // Each is one of those that are handed over, after its tap.
        Assert.Equal(expected, resources.Handles.Count - resources.Plan.Taps["net0"].Count);
    }

    [Fact]
    public void Without_the_device_qemu_serves_it_itself_unless_the_kernel_is_named()
    {
        using var resources = Resources(true, _ => null);
        resources.Make(Card("<driver queues='2'/>"), "/", null);
        Assert.Empty(resources.Plan.VhostNets);
        var error = Assert.Throws<VirtException>(() => resources.Make(Card("<driver name='vhost'/>"), "/", null));
        Assert.Contains("vhost-net was requested for an interface, but is unavailable", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_guest_without_kvm_has_none()
    {
        using var resources = Resources(true, Opened, kvm: false);
        resources.Make(Card("<driver queues='2'/>"), "/", null);
        Assert.Empty(resources.Plan.VhostNets);
    }
}
