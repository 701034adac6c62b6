namespace Aerostat.Architecture.Tests;

/// <summary>systemd's units as the package brings them.</summary>
/// <remarks>Source: <c>systemd.unit(5)</c>: who requires a unit, is bound to it or a part of it is stopped with it, also where that is only to start again.</remarks>
public class UnitTests
{
    static IEnumerable<string> Values(string unit, params string[] keys) => File.ReadLines(Path.Combine(ProjectTests.Root, "packaging/systemd", unit))
        .Select(line => line.Split('=', 2)).Where(words => words.Length == 2 && keys.Contains(words[0])).SelectMany(words => words[1].Split(' '));

    [Fact]
    public void A_restart_of_the_daemon_is_no_end_of_its_guests()
    {
        Assert.DoesNotContain("aerostatd.service", Values("aerostat-guests.service", "Requires", "Requisite", "BindsTo", "PartOf"));
        Assert.Contains("aerostatd.service", Values("aerostat-guests.service", "Wants"));
        // Stopped before the daemon, which asks the guests to end.
        Assert.Contains("aerostatd.service", Values("aerostat-guests.service", "After"));
        Assert.Contains("process", Values("aerostatd.service", "KillMode"));
    }
}
