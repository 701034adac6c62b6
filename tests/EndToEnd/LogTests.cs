using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>A QEMU that writes without end fills no disk, with or without a daemon that has seen its start.</summary>
public class LogTests
{
    const long Limit = 2 * 1024 * 1024, Slack = 256 * 1024;

    [Fact]
    public async Task A_flooded_log_stays_within_bounds()
    {
        await using var tried = await Tried.StartAsync();
        var log = tried.Daemon.LogOf("loud");
        var console = tried.Daemon.At["console.log"];
        // It tells of every block of code that it runs, on its standard error.
        var xml = SmallGuest.Xml("loud", $"<serial type='pty'><log file='{console}' append='on'/></serial>")
            .Replace("<domain type='qemu'>", "<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>", StringComparison.Ordinal)
            .Replace("</domain>", "<qemu:commandline><qemu:arg value='-d'/><qemu:arg value='exec,nochain'/></qemu:commandline></domain>", StringComparison.Ordinal);
        await tried.Virsh.Do($"define {tried.Daemon.At.Write("loud.xml", xml)}");
        await tried.Virsh.Do("start loud");
        var guest = Assert.Single(tried.Guests());

        await Wait.Until("three old parts", () => Task.FromResult(File.Exists($"{log}.2")));
        await tried.Virsh.Do("suspend loud");
        await Wait.Until("the bounds to hold", () => Task.FromResult(Bounded(log)));
        Assert.False(File.Exists($"{log}.3"));

        // While no daemon is there nobody holds them; the next one does.
        await tried.Daemon.KillAsync();
        foreach (var file in new[] { log, console }) await File.AppendAllTextAsync(file, new string('x', (int)Limit * 2));
        await tried.Daemon.StartAsync();
        await Wait.Until("the bounds to hold again", () => Task.FromResult(Bounded(log) && Bounded(console) && File.Exists($"{console}.0")));
        await tried.Virsh.Do("resume loud");
        await Wait.Until("it to write on", () => Task.FromResult(new FileInfo(log).Length > 0));
        Assert.Equal(guest, Assert.Single(tried.Guests()));
        await tried.Virsh.Do("destroy loud");
    }

    static bool Bounded(string log) => new FileInfo(log).Length <= Limit && Enumerable.Range(0, 3).Select(part => new FileInfo($"{log}.{part}")).All(part => !part.Exists || part.Length <= Limit + Slack);
}
