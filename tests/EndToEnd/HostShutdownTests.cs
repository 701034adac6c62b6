using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>What the package's aerostat-guests does to guests when their host ends, and when it is there again.</summary>
public class HostShutdownTests
{
    [Fact]
    public async Task Guests_are_suspended_with_the_host_and_go_on_at_its_next_boot()
    {
        await using var tried = await Tried.StartAsync();
        foreach (var name in new[] { "one", "two-words", "off" }) await SmallGuest.DefineAsync(tried.Virsh, name);
        await tried.Virsh.Do("start one");
        await tried.Virsh.Do("start two-words");
        await tried.Virsh.Do($"create {tried.Daemon.At.Write("passing.xml", SmallGuest.Xml("passing"))}");
        var settings = "ON_SHUTDOWN=suspend\nON_BOOT=start\nSHUTDOWN_TIMEOUT=1\n";

        var stop = (await RunAsync(tried, settings, "stop")).OrThrow();

        Assert.Equal("Suspending one\nSuspending two-words\nShutting down passing\nStill running: passing\n", stop.Out);
        foreach (var name in new[] { "one", "two-words" }) Assert.Equal("shut off (saved)", (await tried.Virsh.Do($"domstate {name} --reason")).Trim());
        Assert.Equal("running", await tried.Virsh.State("passing"));

        Assert.Equal("Starting one\nStarting two-words\n", (await RunAsync(tried, settings, "start")).OrThrow().Out);
        foreach (var name in new[] { "one", "two-words" }) Assert.Equal("running (restored)", (await tried.Virsh.Do($"domstate {name} --reason")).Trim());
        Assert.Equal("shut off", await tried.Virsh.State("off"));
        // Once a boot.
        await tried.Virsh.Do("destroy one");
        Assert.Equal("", (await RunAsync(tried, settings, "start")).OrThrow().Out);
    }

    [Theory]
    [InlineData("SHUTDOWN_TIMEOUT=1", "Shutting down a\nShutting down b\nStill running: a b\n")]
    [InlineData("SHUTDOWN_TIMEOUT=1\nPARALLEL_SHUTDOWN=0", "Shutting down a\nStill running: a\nShutting down b\nStill running: b\n")]
    public async Task Guests_that_do_not_end_in_time_hold_nobody_up(string settings, string told)
    {
        await using var tried = await Tried.StartAsync();
        foreach (var name in new[] { "a", "b" })
        {
            await SmallGuest.DefineAsync(tried.Virsh, name);
            await tried.Virsh.Do($"start {name}");
        }

        Assert.Equal(told, (await RunAsync(tried, settings, "stop")).OrThrow().Out);

        // By itself none of them is started.
        await tried.Virsh.Do("destroy a");
        Assert.Equal("", (await RunAsync(tried, settings, "start")).OrThrow().Out);
        Assert.Equal("shut off", await tried.Virsh.State("a"));
    }

    static Task<Ran> RunAsync(Tried tried, string settings, string verb)
    {
        var at = tried.Daemon.At;
        at.Write("guests", settings + "\n");
        return Ran.Shell($"PATH={Path.GetDirectoryName(Programs.Aero)}:$PATH AEROSTAT_GUESTS_SETTINGS={at["guests"]} AEROSTAT_GUESTS_LIST={at["running"]} AEROSTAT_GUESTS_URI='{tried.Daemon.Uri}' {Path.Combine(Programs.Root, "packaging/shutdown-guests")} {verb}");
    }
}
