using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>How much may go through a card is what the kernel lets through its tap, from the start, from the plug, and from the change on.</summary>
public class CardLimitTests
{
    const string Card = "52:54:00:aa:cc:01", Plugged = "52:54:00:aa:cc:02";

    [Fact]
    public async Task A_cards_limit_is_the_kernels()
    {
        Assert.SkipWhen(Bridge.Missing is not null, Bridge.Missing ?? "");
        await using var bridge = await Bridge.MakeAsync();
        await using var tried = await Tried.StartAsync();
        var virsh = tried.Virsh;
        await SmallGuest.DefineAsync(virsh, "limited", $"""
            <interface type='bridge'><mac address='{Card}'/><source bridge='{bridge.Name}'/><model type='virtio'/>
              <bandwidth><inbound average='1000' peak='2000' burst='500'/></bandwidth></interface>
            """);
        await virsh.Do("start limited");
        Assert.Contains("rate 8Mbit ceil 16Mbit", await ClassOf(virsh, Card));

        await virsh.Do($"domiftune limited {Card} --inbound 100");
        Assert.Contains("rate 800Kbit ceil 800Kbit", await ClassOf(virsh, Card));
        Assert.Contains("inbound.average: 1000", await virsh.Do($"domiftune limited {Card} --config"));

        // The limit outlives the daemon, which knows of it afterwards.
        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        Assert.Contains("inbound.average: 100\n", await virsh.Do($"domiftune limited {Card}"));
        await virsh.Do($"domiftune limited {Card} --inbound 0 --live");
        Assert.DoesNotContain("htb", await ClassOf(virsh, Card));

        await virsh.Do($"attach-interface limited bridge {bridge.Name} --mac {Plugged} --model virtio --inbound 300,400");
        Assert.Contains("rate 2400Kbit ceil 3200Kbit", await ClassOf(virsh, Plugged));
        var unlimited = tried.Daemon.At.Write("card.xml", $"<interface type='bridge'><mac address='{Plugged}'/><source bridge='{bridge.Name}'/><model type='virtio'/></interface>");
        await virsh.Do($"update-device limited {unlimited}");
        Assert.DoesNotContain("htb", await ClassOf(virsh, Plugged));
    }

    [Fact]
    public async Task A_limit_that_cannot_be_leaves_what_was()
    {
        Assert.SkipWhen(Bridge.Missing is not null, Bridge.Missing ?? "");
        await using var bridge = await Bridge.MakeAsync();
        await using var tried = await Tried.StartAsync();
        var virsh = tried.Virsh;
        await SmallGuest.DefineAsync(virsh, "limited", $"<interface type='bridge'><mac address='{Card}'/><source bridge='{bridge.Name}'/><model type='virtio'/></interface>");
        await virsh.Do("start limited");
        await virsh.Do($"domiftune limited {Card} --inbound 100");

        Assert.Contains("floor", (await virsh.Run($"domiftune limited {Card} --inbound 100,,,50")).Err);
        Assert.Contains("nosuch", (await virsh.Run("domiftune limited nosuch --inbound 100")).Err);
        var outward = await virsh.Run($"domiftune limited {Card} --outbound 50");
        // A kernel that polices nothing says so; the other way's limit is what it was.
        if (!outward.Ok) Assert.Contains("cannot limit what goes through", outward.Err);
        Assert.Contains("rate 800Kbit", await ClassOf(virsh, Card));
        Assert.Contains($"outbound.average: {(outward.Ok ? 50 : 0)}\n", await virsh.Do($"domiftune limited {Card}"));
    }

    [Fact]
    public async Task A_networks_limit_is_its_bridges()
    {
        Assert.SkipWhen(Bridge.Missing is not null, Bridge.Missing ?? "");
        await using var tried = await Tried.StartAsync();
        var bridge = $"ael{Environment.ProcessId % 100000}";
        string Network(string limit) => tried.Daemon.At.Write("n.xml", $"<network><name>n</name><bridge name='{bridge}'/><bandwidth>{limit}</bandwidth></network>");
        await tried.Virsh.Do($"net-create {Network("<inbound average='1000' peak='5000' burst='5120'/>")}");
        Assert.Contains("rate 8Mbit ceil 40Mbit", await ShapeOf(bridge));
        await tried.Virsh.Do("net-destroy n");

        // A kernel that polices nothing says so, and no bridge is left.
        var outward = await tried.Virsh.Run($"net-create {Network("<outbound average='128'/>")}");
        if (outward.Ok) await tried.Virsh.Do("net-destroy n");
        else Assert.Contains($"cannot limit what goes through '{bridge}'", outward.Err);
        Assert.False(Directory.Exists($"/sys/class/net/{bridge}"));
    }

    static async Task<string> ShapeOf(string device) => (await Ran.Shell($"tc -d class show dev {device}; tc qdisc show dev {device}", "/")).OrThrow().Out;

    static async Task<string> ClassOf(Client virsh, string mac)
    {
        var tap = (await virsh.Do("domiflist limited")).Split('\n').Single(line => line.Contains(mac, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return await ShapeOf(tap);
    }
}
