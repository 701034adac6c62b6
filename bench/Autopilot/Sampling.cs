using System.Globalization;
using Aerostat.Tests.Shared;

/// <summary>What it costs the daemon to look at many guests each 2 s: its processor's time, whoever else keeps the machine busy.</summary>
static class Sampling
{
    /// <param name="how">None: they are paused. <c>awake</c>: they run, and someone in between tells of their memory for them; <c>agent</c>: their agent shows it, too; <c>waiting</c>: and tells of pressure, so that it is asked most often.</param>
    public static async Task MeasureAsync(int guests, int seconds, string? how)
    {
        var (awake, agent) = (how is not null, how is "agent" or "waiting");
        await using AerostatDaemon daemon = new();
        await daemon.StartAsync();
        var virsh = Client.Virsh(daemon);
        var emulator = "";
        if (awake)
        {
            ScriptedQemu telling = new(daemon.At);
            telling.Order(["qom-get stats", .. agent ? [$"start agent {(how is "waiting" ? "0.1" : "0")}"] : (string[])[]]);
            emulator = $"<emulator>{telling.Emulator}</emulator>{(agent ? "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>" : "")}";
        }
        try
        {
            (await Ran.Shell("truncate -s 1M disk.img; chmod 666 disk.img", daemon.At.Path)).OrThrow();
            for (var i = 0; i < guests; i++)
            {
                var xml = SmallGuest.Xml($"g{i}", $"<disk type='file'><driver name='qemu' type='raw'/><source file='{daemon.At["disk.img"]}'/><target dev='sda' bus='scsi'/><readonly/></disk>{emulator}", "<memory unit='MiB'>4</memory>")
                    .Replace("<memballoon model='virtio'/>", "<memballoon model='virtio'><stats period='2'/></memballoon>", StringComparison.Ordinal);
                await virsh.Do($"create {(awake ? "" : "--paused")} {daemon.At.Write($"g{i}.xml", xml)}");
            }
            await Task.Delay(TimeSpan.FromSeconds(4));
            var (began, before) = (DateTime.UtcNow, Spent(daemon.Pid));
            await Task.Delay(TimeSpan.FromSeconds(seconds));
            var share = (Spent(daemon.Pid) - before) / (DateTime.UtcNow - began);
            var shown = (await Client.Aero(daemon).Do("memory --explain --format json")).Split("\"agent_swap_total_bytes\"").Length - 1;
            Console.WriteLine($"{guests} guests {(awake ? "that tell of their memory" : "that are paused")}{(agent ? $", {shown} of them by their agent{(how is "waiting" ? ", which waits for memory," : "")} too" : "")}, a look each 2 s: {share * 100:0.00} % of a core over {seconds} s");
        }
        finally
        {
            foreach (var name in (await virsh.Do("list --name")).Split('\n', StringSplitOptions.RemoveEmptyEntries)) await virsh.Do($"destroy {name.Trim()}");
        }
    }

    /// <remarks>Source: <c>proc_pid_stat(5)</c>, utime and stime, in hundredths of a second.</remarks>
    static TimeSpan Spent(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)));
    }
}
