using Aerostat.Values;

namespace Aerostat.Client.Tests;

public class UriTests
{
    [Theory]
    [InlineData("qemu:///system", "qemu:///system", null, "/run/aerostat/libvirt-sock")]
    [InlineData("qemu+unix:///system?socket=/x/y%20z", "qemu:///system", "unix", "/x/y z")]
    [InlineData("qemu+ssh://root@arm1:2222/system", "qemu:///system", "ssh", "/run/aerostat/libvirt-sock")]
    public void A_server_is_told_neither_transport_nor_query(string text, string name, string? transport, string socket)
    {
        var uri = VirtUri.Parse(text);
        Assert.Equal((name, transport, socket), (uri.Name, uri.Transport, uri.Sockets(readOnly: false).First()));
    }

    [Fact]
    public void Ssh_is_given_user_port_and_a_quoted_helper()
    {
        var arguments = SshTunnel.Arguments(VirtUri.Parse("qemu+ssh://root@arm1:2222/system?socket=/a'b"), readOnly: false);
        Assert.Equal(["-T", "-e", "none", "-p", "2222", "-l", "root", "--", "arm1"], arguments[..^1]);
        Assert.StartsWith("sh -c 'exec ", arguments[^1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("qemu")]
    [InlineData("qemu://host:x/system")]
    public void What_is_no_uri_is_refused(string text) =>
        Assert.Equal(ErrorCode.InvalidArg, Assert.Throws<VirtException>(() => VirtUri.Parse(text)).Code);

    [Fact]
    public async Task A_socket_that_is_not_there_is_named()
    {
        var error = await Assert.ThrowsAsync<VirtException>(() => VirtConnection.OpenAsync("qemu+unix:///system?socket=/nowhere/libvirt-sock", cancel: TestContext.Current.CancellationToken));
        Assert.Equal("Failed to connect socket to '/nowhere/libvirt-sock': No such file or directory", error.Message);
    }
}
