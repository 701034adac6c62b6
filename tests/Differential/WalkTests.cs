using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

public class WalkTests
{
    [Fact]
    public async Task The_guide_walks_on_libvirtd()
    {
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");
        await using var libvirtd = new Libvirtd();
        await libvirtd.StartAsync();
        var seen = await Walks.WalkAsync(Client.Virsh(libvirtd), Machine.Q35);
        Assert.Contains("virsh undefine kvm1\nDomain 'kvm1' has been undefined", seen);
    }
}
