using System.Diagnostics;
using System.Globalization;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>The daemon's clock, and only its own, jumps by years: libfaketime answers it for the kernel.</summary>
public class ClockTests
{
    static readonly string? Library = Directory.Exists("/usr/lib") ? Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).FirstOrDefault() : null;

    [Fact]
    public async Task A_clock_that_jumps_by_years_loses_nobody_and_ends_no_wait()
    {
        Assert.SkipWhen(Library is null, "no libfaketime: apt-get install libfaketime");
        await using AerostatDaemon daemon = new();
        Jump(daemon, 0);
        foreach (var (name, value) in new[] { ("LD_PRELOAD", Library), ("FAKETIME_TIMESTAMP_FILE", daemon.At["clock"]), ("FAKETIME_NO_CACHE", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"), ("NO_FAKE_STAT", "1") })
            daemon.Environment[name] = value;
        await daemon.StartAsync();
        var virsh = Client.Virsh(daemon);
        await File.WriteAllBytesAsync(daemon.At["a.img"], new byte[1 << 20], TestContext.Current.CancellationToken);
        await SmallGuest.DefineAsync(virsh, "g", $"<disk type='file'><source file='{daemon.At["a.img"]}'/><target dev='sda' bus='scsi'/></disk><rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>");
        await SmallGuest.DefineAsync(virsh, "other");
        await virsh.Do("autostart other");
        await virsh.Do("start g");
        var pid = GuestOf(daemon);
        using Conversation longer = new(virsh);
        Assert.Contains("running", await longer.AskAsync("domstate g"));

        Jump(daemon, 20);
        // Whoever was connected still is, and is answered.
        Assert.Contains("running", await longer.AskAsync("domstate g"));
        foreach (var line in new[] { "setmem g 24M", "suspend g", "resume g", "domjobinfo g", "domstats g", "dump g core --memory-only", "managedsave g", "start g", "start other", "destroy other" }) await virsh.Do(line);
        Assert.Contains($"{DateTime.Now.AddYears(20).Year}-", daemon.Said());

        // The guest's firmware never lets go of the device: the wait for it has to end by itself, though its hour never comes.
        var rng = daemon.At.Write("rng.xml", "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>");
        var wait = virsh.Run($"detach-device g {rng}", TimeSpan.FromMinutes(2));
        await Wait.Until("the wait to begin", async () => (await Client.Aero(daemon).Do("daemon status")).Contains("detach", StringComparison.Ordinal) || wait.IsCompleted);
        Jump(daemon, -20);
        await wait;
        Assert.Contains("running", await longer.AskAsync("domstate g"));

        // A daemon of another age finds what runs, starts nothing for the second time, and gives back what was lent.
        pid = GuestOf(daemon);
        await daemon.KillAsync();
        Jump(daemon, -10);
        await daemon.StartAsync();
        Assert.Equal("running", await virsh.State("g"));
        Assert.Equal("shut off", await virsh.State("other"));
        Assert.Equal(pid, GuestOf(daemon));
        Assert.Contains($"{DateTime.Now.AddYears(-10).Year}-", daemon.Said());
        Jump(daemon, 1);
        await virsh.Do("save g g.save");
        await virsh.Do("restore g.save");
        await virsh.Do("destroy g");
        Assert.Equal("root", (await Ran.Of("stat", ["-c", "%U", daemon.At["a.img"]])).Out.Trim());
    }

    static void Jump(AerostatDaemon daemon, int years)
    {
        // Read at each look at the clock: never half of it.
        daemon.At.Write("clock.new", string.Create(CultureInfo.InvariantCulture, $"{years * 365.25 * 86400:+0;-0;+0}"));
        File.Move(daemon.At["clock.new"], daemon.At["clock"], overwrite: true);
    }

    static int GuestOf(AerostatDaemon daemon) => Assert.Single(daemon.At.Processes(), pid => File.ReadAllText($"/proc/{pid}/comm").StartsWith("qemu-system", StringComparison.Ordinal));

    /// <summary>One connection over which many questions are asked.</summary>
    sealed class Conversation : IDisposable
    {
        readonly Process process;
        int asked;

        public Conversation(Client client) => process = Process.Start(new ProcessStartInfo(client.Program, ["-q", "-c", client.Daemon.Uri]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;

        public async Task<string> AskAsync(string line)
        {
            var end = $"answered-{++asked}";
            await process.StandardInput.WriteLineAsync($"{line}\necho {end}");
            await process.StandardInput.FlushAsync();
            using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
            List<string> said = [];
            while (true)
            {
                var answer = await process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException($"{line}: the connection is gone\n{await process.StandardError.ReadToEndAsync(limit.Token)}");
                if (answer.EndsWith(end, StringComparison.Ordinal)) break;
                said.Add(answer);
            }
            return string.Join('\n', said);
        }

        public void Dispose()
        {
            process.Kill();
            process.Dispose();
        }
    }
}
