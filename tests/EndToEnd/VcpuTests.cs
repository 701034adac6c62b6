using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

public class VcpuTests
{
    [Fact]
    public async Task A_board_without_places_for_vcpus_says_so_and_its_guest_is_found_again()
    {
        await using var tried = await Tried.StartAsync();
        const string Vcpus = "<vcpu>2</vcpu><vcpus><vcpu id='0' enabled='yes' hotpluggable='no'/><vcpu id='1' enabled='yes' hotpluggable='no'/></vcpus>";
        var xml = SmallGuest.Xml("arm").Replace("<vcpu>1</vcpu>", Vcpus).Replace("arch='x86_64' machine='q35'", "arch='aarch64' machine='virt'");
        await tried.Virsh.Do($"create --paused {tried.Daemon.At.Write("arm.xml", xml)}");

        var refused = await tried.Virsh.Run("setvcpus arm 1 --live");
        Assert.Contains("Operation not supported: cpu hotplug is not supported", refused.Err);

        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        Assert.Equal("paused", await tried.Virsh.State("arm"));
        Assert.Contains("<vcpu id='1' enabled='yes' hotpluggable='no'", await tried.Virsh.Do("dumpxml arm"));
        await tried.Virsh.Do("destroy arm");
    }
}
