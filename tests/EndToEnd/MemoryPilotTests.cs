using System.Text.Json;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>The memory pilot and the people around it: whose word holds, and what a crash forgets.</summary>
public class MemoryPilotTests
{
    static async Task<JsonElement> Guest(Client aero)
    {
        var told = JsonDocument.Parse(await aero.Do("memory guest --explain --format json"));
        return told.RootElement[0];
    }

    static async Task<Tried> WithGuestAsync()
    {
        var tried = await Tried.StartAsync();
        await SmallGuest.DefineAsync(tried.Virsh, "guest");
        await tried.Virsh.Do("start guest");
        return tried;
    }

    static async Task Becomes(Client aero, string field, string value) => await Wait.Until($"{field} {value}", async () =>
        (await Guest(aero)).TryGetProperty(field, out var told) && told.ToString() == value);

    [Fact]
    public async Task A_setmem_is_an_order_until_it_is_withdrawn()
    {
        await using var tried = await WithGuestAsync();
        var aero = Client.Aero(tried.Daemon);
        await aero.Do("autopilot set guest --mode on --shares 70");
        await Becomes(aero, "shares", "70");
        // Firmware has no balloon driver: nothing is told, so nothing is moved; it might still come.
        await Becomes(aero, "reason", "starting");
        await Wait.Until("the advice to load the driver", async () => (await Guest(aero)).GetProperty("advice").ToString().Contains("driver"));

        await tried.Virsh.Do("setmem guest 24M");
        await Becomes(aero, "reason", "ordered");
        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
        await Becomes(aero, "reason", "ordered");
        Assert.Equal($"{24 << 20}", (await Guest(aero)).GetProperty("target_bytes").ToString());

        await aero.Do("autopilot set guest --release");
        await Becomes(aero, "reason", "starting");
        var log = await aero.Do("autopilot log guest");
        Assert.StartsWith("time\tguest\tfrom_bytes\tto_bytes\treason\tacted\tnumbers\n", log, StringComparison.Ordinal);
        Assert.Contains("24 MiB", log);
        Assert.StartsWith(" Time ", await aero.Do("autopilot log guest --format table"), StringComparison.Ordinal);
        Assert.Contains($"\t{32 << 20}\t", await aero.Do("-q memory guest"));
    }

    [Fact]
    public async Task What_no_guest_survives_is_no_order_unless_its_own_floor_is_as_low()
    {
        await using var tried = await WithGuestAsync();
        var aero = Client.Aero(tried.Daemon);
        var before = await tried.Virsh.Do("dumpxml guest --inactive");
        foreach (var line in new[] { "setmem guest 10", "setmem guest 10 --live --config" })
            Assert.Contains("error: invalid argument: cannot set memory to 10 KiB: a guest of 32768 KiB needs 16384 KiB to live", (await tried.Virsh.Run(line)).Err);
        Assert.Equal(before, await tried.Virsh.Do("dumpxml guest --inactive"));
        await Becomes(aero, "reason", "starting");

        await tried.Virsh.Do("setmem guest 10 --config");
        await aero.Do("autopilot set guest --floor 10KiB");
        await tried.Virsh.Do("setmem guest 10");
        await Becomes(aero, "reason", "ordered");
        Assert.Equal($"{10 << 10}", (await Guest(aero)).GetProperty("target_bytes").ToString());
    }

    [Fact]
    public async Task A_wrong_policy_keeps_the_last_good_one_and_is_named()
    {
        await using var tried = await WithGuestAsync();
        var aero = Client.Aero(tried.Daemon);
        await tried.Virsh.Do("metadata guest urn:aerostat:autopilot:1 --live --key pilot --set \"<autopilot><memory mode='off' shares='9'/></autopilot>\"");
        await Becomes(aero, "mode", "off");
        await tried.Virsh.Do("metadata guest urn:aerostat:autopilot:1 --live --key pilot --set \"<autopilot><memory mode='on' floor='much'/></autopilot>\"");
        await Wait.Until("the problem", async () => (await aero.Do("autopilot status guest")).Contains("floor='much'"));
        Assert.Equal("off", (await Guest(aero)).GetProperty("mode").ToString());
        Assert.Contains("banana", (await aero.Run("autopilot set guest --mode banana")).Err);
        Assert.Contains("above the ceiling", (await aero.Run("autopilot set guest --floor 30MiB --ceiling 20MiB --live")).Err);

        await tried.Virsh.Do("metadata guest urn:aerostat:autopilot:1 --live --key pilot --set \"<autopilot><memory floor='1 GiB'/></autopilot>\"");
        await Wait.Until("the floor that is too high", async () => (await aero.Do("autopilot status guest")).Contains("is above the guest's memory"));
        Assert.Contains("a ceiling of 4 bytes is less than any guest can have", (await aero.Run("autopilot set guest --ceiling 4")).Err);

        // What cannot be done for both is done for neither.
        await tried.Virsh.Do("destroy guest");
        var saved = await tried.Virsh.Do("dumpxml guest --inactive");
        Assert.Contains("is not running", (await aero.Run("autopilot set guest --live --config --shares 5")).Err);
        Assert.Equal(saved, await tried.Virsh.Do("dumpxml guest --inactive"));
    }

    [Fact]
    public async Task A_wrong_line_of_the_configuration_is_named_where_the_pilot_is_looked_at()
    {
        await using var tried = await WithGuestAsync();
        var aero = Client.Aero(tried.Daemon);
        tried.Daemon.At.Folder("etc");
        tried.Daemon.At.Write("etc/aerostatd.conf", "autopilot_memory_shares = 70\nautopilot_memory_floor = \"much\"\n");
        Signals.Send(tried.Daemon.Pid, Signals.Hangup);
        await Wait.Until("the line", async () => (await aero.Do("autopilot status guest")).Contains("aerostatd.conf:2: autopilot_memory_floor"));
        // What is right beside it holds.
        Assert.Equal("70", (await Guest(aero)).GetProperty("shares").ToString());

        tried.Daemon.At.Write("etc/aerostatd.conf", "autopilot_memory_floor = \"8 MiB\"\n");
        Signals.Send(tried.Daemon.Pid, Signals.Hangup);
        await Wait.Until("no line", async () => !(await aero.Do("autopilot status guest")).Contains("aerostatd.conf"));
    }
}
