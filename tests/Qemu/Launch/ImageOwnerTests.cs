using Aerostat.Linux;
using Aerostat.Qemu.Launch;

namespace Aerostat.Qemu.Tests;

public sealed class ImageOwnerTests : IDisposable
{
    const uint Qemu = 64055;
    readonly string path = Path.GetTempFileName();

    public ImageOwnerTests()
    {
        Assert.SkipUnless(Host.IsRoot, "needs root");
        Files.SetOwner(path, 1000, 1001);
    }

    public void Dispose() => File.Delete(path);

    (uint, uint) Now => FileStatus.Of(path) is var status ? (status.User, status.Group) : default;

    [Fact]
    public void A_lent_image_is_given_back_when_the_last_of_two_guests_ends()
    {
        Assert.Equal((1000u, 1001u), ImageOwner.Lend(path, Qemu, Qemu));
        Assert.Equal((1000u, 1001u), ImageOwner.Lend(path, Qemu, Qemu));
        Assert.Equal((Qemu, Qemu), Now);

        ImageOwner.GiveBack(path, 1000, 1001);
        Assert.Equal((Qemu, Qemu), Now);
        ImageOwner.GiveBack(path, 1000, 1001);
        Assert.Equal((1000u, 1001u), Now);
    }

    [Fact]
    public void What_is_remembered_of_an_earlier_boot_is_forgotten()
    {
        using (var file = Files.OpenPath(path))
        {
            Xattr.Set(file, "trusted.libvirt.security.dac", "+7:+7");
            Xattr.Set(file, "trusted.libvirt.security.ref_dac", "3");
            Xattr.Set(file, "trusted.libvirt.security.timestamp_dac", "1");
        }
        Assert.Equal((1000u, 1001u), ImageOwner.Lend(path, Qemu, Qemu));
        ImageOwner.GiveBack(path, 1000, 1001);
        Assert.Equal((1000u, 1001u), Now);
    }

    [Fact]
    public void Nothing_is_left_on_an_image_that_was_given_back()
    {
        ImageOwner.Lend(path, Qemu, Qemu);
        ImageOwner.GiveBack(path, 1000, 1001);
        using var file = Files.OpenPath(path);
        Assert.All(["dac", "ref_dac", "timestamp_dac"], name => Assert.Null(Xattr.Get(file, "trusted.libvirt.security." + name)));
    }

    [Fact]
    public void An_image_that_is_gone_needs_no_giving_back() => ImageOwner.GiveBack("/nowhere/disk.img", 0, 0);
}
