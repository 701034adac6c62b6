namespace Aerostat.Clients.Tests;

/// <summary>Other makers' programs, which <c>./dev clients</c> installs: exporters of figures, clusters, desktops, other libraries, virsh by <c>qemu+ssh://</c> to sshd on loopback.</summary>
public class OtherClientTests
{
    [Theory]
    [InlineData("prometheus", "/usr/bin/prometheus-libvirt-exporter")]
    [InlineData("munin", "/usr/share/munin/plugins/libvirt-mem")]
    [InlineData("collectd", "/usr/lib/collectd/virt.so")]
    [InlineData("libvirt-dbus", "/usr/sbin/libvirt-dbus")]
    [InlineData("libvirt-dbus-life", "/usr/sbin/libvirt-dbus")]
    [InlineData("virtual-domain", "/usr/lib/ocf/resource.d/heartbeat/VirtualDomain")]
    [InlineData("virtual-domain-saved", "/usr/lib/ocf/resource.d/heartbeat/VirtualDomain")]
    [InlineData("go-libvirt", "/usr/share/gocode/src/github.com/digitalocean/go-libvirt/libvirt.go")]
    [InlineData("ssh", "/usr/sbin/sshd")]
    [InlineData("ssh-line", "/usr/sbin/sshd")]
    public Task It_does_and_says_the_same(string client, string program)
    {
        // Half a gigabyte that the normal run does without.
        Assert.SkipUnless(File.Exists(program), $"no {program}: ./dev clients installs it");
        return Visit.PlayedAsync(client);
    }

    /// <remarks>Its windows are read as a screen reader reads them; its buttons pause, end and start a guest.</remarks>
    [Fact]
    public Task Virt_managers_windows_show_the_same() => It_does_and_says_the_same("virt-manager", "/usr/bin/virt-manager");
}
