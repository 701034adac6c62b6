using System.Globalization;
using Aerostat.Tests.Shared;

/// <summary>Real guests that have to share less than they might have, with the pilot off and on: what they hold, what they read again, for how long they wait.</summary>
static class RealGuests
{
    const int Disk = 4096;

    /// <param name="works">One for each guest: <c>cache:MIB</c> and <c>loop:MIB</c> read so much over and over, with and without a rest between; <c>stream:MIB</c> reads so much a second that it never reads again; <c>burst:MIB</c> takes so much for 15 s of every 40.</param>
    /// <param name="each">MiB of each guest; all together may have 2,400 of 3,072 parts of what they might have.</param>
    public static async Task MeasureAsync(int seconds, int each, string[] works)
    {
        Console.WriteLine($"{string.Join(", ", works)}, {seconds} s; MiB and seconds");
        foreach (var mode in (string[])["off", "on"]) await RunAsync(mode, seconds, each, works);
    }

    static async Task RunAsync(string mode, int seconds, int each, string[] works)
    {
        await using AerostatDaemon daemon = new();
        var at = daemon.At;
        at.Folder("etc");
        var budget = works.Length * each * 2400 / 3072;
        at.Write("etc/aerostatd.conf", $"autopilot_memory_mode = \"{mode}\"\nautopilot_memory_budget = \"{budget} MiB\"\n");
        at.Folder("sock", (UnixFileMode)0b111_111_111);
        await daemon.StartAsync();
        var virsh = Client.Virsh(daemon);
        var image = await GuestImage.Of("x86_64");
        List<GuestShell> shells = [];
        try
        {
            for (var i = 0; i < works.Length; i++)
            {
                (await Ran.Shell($"truncate -s {Disk}M disk{i}.img; chmod 666 disk{i}.img", at.Path)).OrThrow();
                await virsh.Do($"create {at.Write($"g{i}.xml", Xml(i, each, image, at))}");
            }
            for (var i = 0; i < works.Length; i++)
            {
                shells.Add(await GuestShell.OpenAsync(at[$"sock/g{i}"]));
                await shells[i].Run(Begin(works[i]));
            }
            // Until each cache has filled, and the guests are no longer starting.
            await Task.Delay(TimeSpan.FromSeconds(45));
            var before = await Task.WhenAll(shells.Select(FiguresAsync));
            double held = 0, most = 0, looks = 0, over = 0;
            for (var began = DateTime.UtcNow; (DateTime.UtcNow - began).TotalSeconds < seconds; looks++)
            {
                var now = at.Processes().Sum(Held);
                (held, most, over) = (held + now, Math.Max(most, now), over + (now > budget ? 1 : 0));
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
            Console.WriteLine($"| {mode} | held {held / looks:0} (at most {most:0}, {over / looks:P0} of the time above {budget}) |");
            for (var i = 0; i < works.Length; i++)
            {
                var (now, then) = (await FiguresAsync(shells[i]), before[i]);
                double Grown(string name) => now.GetValueOrDefault(name) - then.GetValueOrDefault(name);
                Console.WriteLine($"|   {works[i]} | stalled {Stalled(works[i], await PassesAsync(shells[i])):0.0}, read {Grown("sectors") / 2048:0}, refaults {Grown("workingset_refault_file") / 256:0}, "
                    + $"major faults {Grown("pgmajfault"):0}, pressure {Grown("pressure") / 1e6:0.0}, OOM kills {Grown("oom_kill"):0}, passes {Grown("passes"):0} |");
            }
            if (mode is "on") Console.WriteLine(await Client.Aero(daemon).Do("autopilot log"));
        }
        finally
        {
            foreach (var shell in shells) shell.Dispose();
            for (var i = 0; i < works.Length; i++) await virsh.Run($"destroy g{i}");
        }
    }

    static string Xml(int i, int each, GuestImage image, Workspace at) => $"""
        <domain type='qemu'>
          <name>g{i}</name><memory unit='MiB'>{each}</memory><vcpu>1</vcpu>
          <os><type arch='x86_64' machine='q35'>hvm</type><kernel>{image.Kernel}</kernel><initrd>{image.Initrd}</initrd><cmdline>{image.CommandLine} psi=1</cmdline></os>
          <features><acpi/></features><cpu mode='maximum'/>
          <devices>
            <disk type='file'><driver name='qemu' type='raw' cache='writeback'/><source file='{at[$"disk{i}.img"]}'/><target dev='vda' bus='virtio'/></disk>
            <channel type='unix'><source mode='bind' path='{at[$"sock/g{i}"]}'/><target type='virtio' name='test.shell'/></channel>
            <memballoon model='virtio'><stats period='1'/></memballoon>
          </devices>
        </domain>
        """;

    static string Begin(string work)
    {
        var (kind, size) = (work.Split(':')[0], int.Parse(work.Split(':')[1], CultureInfo.InvariantCulture));
        const string Now = "$(cut -d' ' -f1 /proc/uptime)";
        var step = kind switch
        {
            "cache" => $"dd if=/dev/vda of=/dev/null bs=1M count={size} 2>/dev/null",
            "loop" => $"dd if=/dev/vda of=/dev/null bs=1M count={size} 2>/dev/null",
            "stream" => $"dd if=/dev/vda of=/dev/null bs=1M skip=$((i % {Disk / size} * {size})) count={size} 2>/dev/null",
            _ => $"dd if=/dev/zero of=/run/burst/a bs=1M count={size} 2>/dev/null",
        };
        var rest = kind switch { "cache" => "sleep 4", "loop" => "sleep 2", "stream" => "sleep 1", _ => "sleep 15; rm /run/burst/a; sleep 25" };
        return $"mkdir -p /run/burst; mount -t tmpfs -o size=100% burst /run/burst; : > /run/passes; (i=0; while :; do a={Now}; {step}; echo \"$a {Now}\" >> /run/passes; i=$((i + 1)); {rest}; done) > /dev/null 2>&1 &";
    }

    static async Task<double[]> PassesAsync(GuestShell shell) => [.. (await shell.Run("cat /run/passes")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Trim().Split(' ')).Where(f => f.Length == 2).Select(f => double.Parse(f[1], CultureInfo.InvariantCulture) - double.Parse(f[0], CultureInfo.InvariantCulture))];

    /// <summary>Seconds that the passes took beyond the usual one; the first of all reads from the disk anyhow.</summary>
    static double Stalled(string work, double[] passes)
    {
        if (passes.Length < 4 || work.StartsWith("stream", StringComparison.Ordinal)) return 0;
        var usual = passes.Skip(1).Order().ElementAt((passes.Length - 1) / 4);
        return passes.Skip(1).Sum(pass => Math.Max(0, pass - usual * 2));
    }

    static async Task<Dictionary<string, double>> FiguresAsync(GuestShell shell)
    {
        var told = await shell.Run("cat /proc/vmstat; awk '{print \"sectors\", $3}' /sys/block/vda/stat; echo passes $(wc -l < /run/passes); sed -n 's/^some.*total=/pressure /p' /proc/pressure/memory");
        Dictionary<string, double> figures = [];
        foreach (var words in told.Out.Split('\n').Select(line => line.Trim().Split(' ')))
            if (words.Length == 2 && double.TryParse(words[1], CultureInfo.InvariantCulture, out var number)) figures[words[0]] = number;
        return figures;
    }

    /// <remarks>Source: <c>proc_pid_status(5)</c>.</remarks>
    static double Held(int pid)
    {
        try
        {
            if (!File.ReadAllText($"/proc/{pid}/comm").StartsWith("qemu", StringComparison.Ordinal)) return 0;
            return File.ReadLines($"/proc/{pid}/status").Where(line => line.StartsWith("RssAnon", StringComparison.Ordinal) || line.StartsWith("RssShmem", StringComparison.Ordinal))
                .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture)) / 1024;
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }
}
