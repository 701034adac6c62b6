namespace Aerostat.Clients.Tests;

/// <summary>virsh by <c>qemu+ssh://</c>, to Debian's sshd on loopback, with libvirt's own helper at the far end and with netcat.</summary>
public class SshTests
{
    [Theory]
    [InlineData("ssh")]
    [InlineData("ssh-line")]
    public Task Virsh_by_ssh_does_and_says_the_same(string script) => Visit.PlayedAsync(script, ("/usr/sbin/sshd", "openssh-server"));
}
