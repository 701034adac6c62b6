using System.Diagnostics;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>The daemon is killed at random moments of its work; afterwards no guest is lost, none is there twice, and every state is true.</summary>
public class KillTests(ITestOutputHelper output)
{
    static readonly string[] Work =
    [
        "define $PWD/guest.xml", "start guest", "setmem guest 24M", "attach-disk guest $PWD/d.qcow2 sdb --subdriver qcow2", "suspend guest",
        "resume guest", "detach-disk guest sdb", "save guest $PWD/guest.save", "restore $PWD/guest.save", "dump guest $PWD/core --memory-only",
        "managedsave guest", "start guest", "destroy guest", "start guest", "setmem guest 32M", "destroy guest", "undefine guest --managed-save",
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

        var whole = Stopwatch.GetTimestamp();
        await DoWork(tried);
        var length = Stopwatch.GetElapsedTime(whole);
        var longest = 0.0;
        for (var round = 0; round < rounds; round++)
        {
            var work = Task.Run(() => DoWork(tried));
            await Task.Delay(length * random.NextDouble());
            await tried.Daemon.KillAsync();
            // Sometimes a guest dies while nobody looks.
            if (random.Next(4) == 0 && tried.Guests() is [var pid, ..]) Signals.Send(pid, Signals.Kill);
            await work;
            await tried.Daemon.StartAsync();
            var since = Stopwatch.GetTimestamp();
            var untruth = "";
            try
            {
                await Wait.Until("the truth", async () => (untruth = await Untruth(tried)) == "", TimeSpan.FromSeconds(60));
            }
            catch (TimeoutException)
            {
                Assert.Fail($"round {round}: {untruth}\n{tried.Daemon.Said()}");
            }
            longest = Math.Max(longest, Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }
        output.WriteLine($"{rounds} kills; every state was true at most {longest:0} ms after the daemon answered again");
    }

    static async Task DoWork(Tried tried)
    {
        foreach (var line in Work) await tried.Virsh.Run(line.Replace("$PWD", tried.Daemon.At.Path), TimeSpan.FromMinutes(1));
    }

    /// <returns>What is not true; empty where all is.</returns>
    static async Task<string> Untruth(Tried tried)
    {
        var told = (await tried.Virsh.Do("list --name")).Trim();
        var guests = tried.Guests();
        Assert.InRange(guests.Length, 0, 1);
        if ((told == "guest") != (guests.Length == 1)) return $"told as running: '{told}'; processes: {guests.Length}";
        return guests.Length == 0 ? "" : await Disagreement(tried);
    }

    /// <summary>What the daemon tells of the guest is what QEMU itself says: whether it runs, and its disk.</summary>
    static async Task<string> Disagreement(Tried tried)
    {
        async Task<string> Ask(string command) => (await tried.Virsh.Run($$"""qemu-monitor-command guest '{"execute":"{{command}}"}'""")).Seen;
        var (state, disks) = ((await tried.Virsh.Run("domstate guest")).Out.Trim(), (await tried.Virsh.Run("domblklist guest")).Out);
        var (status, block) = (await Ask("query-status"), await Ask("query-block"));
        return status.Contains("\"running\":true") == (state == "running") && block.Contains("scsi0-0-0-1") == disks.Contains("sdb")
            ? ""
            : $"told: {state}\n{disks}\nQEMU: {status}\n{block}";
    }
}
