namespace Aerostat.Clients.Tests;

/// <summary>Programs that keep a host's guests: desktops, clusters, a library of its own making.</summary>
public class KeeperTests
{
    [Theory]
    [InlineData("polling", "/usr/share/virt-manager/virtinst/pollhelpers.py", "virtinst")]
    [InlineData("libvirt-dbus", "/usr/sbin/libvirt-dbus", "libvirt-dbus")]
    [InlineData("virtual-domain", "/usr/lib/ocf/resource.d/heartbeat/VirtualDomain", "resource-agents")]
    [InlineData("virtual-domain-saved", "/usr/lib/ocf/resource.d/heartbeat/VirtualDomain", "resource-agents")]
    [InlineData("go-libvirt", "/usr/share/gocode/src/github.com/digitalocean/go-libvirt/libvirt.go", "golang-github-digitalocean-go-libvirt-dev")]
    public Task It_does_and_says_the_same(string client, string program, string package) => Visit.PlayedAsync(client, (program, package));
}
