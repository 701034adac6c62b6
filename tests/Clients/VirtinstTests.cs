namespace Aerostat.Clients.Tests;

/// <summary>virt-install, virt-xml and virt-clone of Debian's package virtinst, and virt-manager's own library, polling.</summary>
public class VirtinstTests
{
    [Theory]
    [InlineData("virt-install")]
    [InlineData("virt-xml")]
    [InlineData("virt-clone")]
    [InlineData("polling")]
    public Task It_does_and_says_the_same(string program) => Visit.PlayedAsync(program,
        // How far a step has come is told by the clock.
        (@"^(Allocating '|Creating domain\.\.\.).*\n?", ""),
        // Times, and how full the host's disk is.
        (@"<(.time)>\d+(\.\d+)?<", "<$1>N<"), (@"(<available unit='bytes'>|^  <allocation unit='bytes'>)\d{10,}<", "$1N<"),
        // A file's size on the disk, in a table: libvirtd's attributes of an owner take a block.
        (@"(?<=^ (?:disk\.qcow2|more\.img) .*)\d+\.\d\d KiB", "N KiB"));
}
