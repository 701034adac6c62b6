using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>The daemon is killed at random moments of its work; afterwards no guest is lost, none is there twice, and every state is true.</summary>
public class KillTests(ITestOutputHelper output)
{
    static readonly string[] Work =
    [
        "define $PWD/guest.xml", "start guest", "setmem guest 24M", "attach-disk guest $PWD/d.qcow2 sdb --subdriver qcow2", "suspend guest",
        "resume guest", "detach-disk guest sdb", "destroy guest", "start guest", "setmem guest 32M", "destroy guest", "undefine guest",
    ];

    [Fact]
    public async Task Nothing_is_lost_when_the_daemon_is_killed()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("AEROSTAT_KILLS"), out var n) ? n : 5;
        var seed = Environment.GetEnvironmentVariable("AEROSTAT_SEED") is { } text ? int.Parse(text) : Random.Shared.Next();
        output.WriteLine($"AEROSTAT_SEED={seed}");
        var random = new Random(seed);
        await using var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "guest");
        (await Ran.Shell("qemu-img create -q -f qcow2 d.qcow2 1M", tried.Daemon.At.Path)).OrThrow();

        for (var round = 0; round < rounds; round++)
        {
            var work = Task.Run(async () =>
            {
                foreach (var line in Work) await tried.Virsh.Run(line.Replace("$PWD", tried.Daemon.At.Path), TimeSpan.FromMinutes(1));
            });
            await Task.Delay(random.Next(0, 2500));
            await tried.Daemon.KillAsync();
            // Sometimes a guest dies while nobody looks.
            if (random.Next(4) == 0 && tried.Guests() is [var pid, ..]) Signals.Send(pid, Signals.Kill);
            await work;
            await tried.Daemon.StartAsync();
            await Wait.Until($"round {round}: one state, and the true one", () => IsTrue(tried), TimeSpan.FromSeconds(60));
        }
    }

    static async Task<bool> IsTrue(Tried tried)
    {
        var running = (await tried.Virsh.Do("list --name")).Trim();
        var guests = tried.Guests();
        Assert.InRange(guests.Length, 0, 1);
        return (running == "guest") == (guests.Length == 1);
    }
}
