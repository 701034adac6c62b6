using System.Globalization;
using Aerostat.Tests.Shared;

/// <summary>Real guests that have to share less than they might have, with room for all, with the pilot off, with fixed sizes and with the pilot on: what they hold, what they read again, for how long they wait.</summary>
static class RealGuests
{
    const int Disk = 4096;

    /// <summary>MiB that a QEMU takes for itself under TCG, about.</summary>
    const int Own = 200;

    /// <summary>MiB below the limit that the pilot is told: what the kernel counts beside the guests.</summary>
    const int Beside = 100;

    /// <summary>An emulated guest on a machine that others keep busy.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <param name="works">One for each guest: <c>cache:MIB</c> and <c>loop:MIB</c> read so much over and over, with and without a rest between; <c>stream:MIB</c> reads so much a second that it never reads again; <c>burst:MIB</c> takes so much for 15 s of every 40.</param>
    /// <param name="each">MiB of each guest; all together, with what their QEMUs take, may have two thirds of what they might have: a control group holds them to it, as a host without swap would.</param>
    /// <param name="modes"><c>room</c>: no limit; <c>off</c>; <c>fixed</c>: the same part for each; <c>on</c>.</param>
    public static async Task MeasureAsync(int seconds, int each, string[] works, string[] modes)
    {
        Console.WriteLine($"{string.Join(", ", works)}, {seconds} s; MiB and seconds");
        foreach (var mode in modes) await RunAsync(mode, seconds, each, works);
    }

    static async Task RunAsync(string mode, int seconds, int each, string[] works)
    {
        await using AerostatDaemon daemon = new();
        var at = daemon.At;
        at.Folder("etc");
        var limit = works.Length * each * 2 / 3;
        at.Write("etc/aerostatd.conf", $"autopilot_memory_mode = \"{(mode is "on" ? "on" : "off")}\"\nautopilot_memory_budget = \"{limit - Beside} MiB\"\n");
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
                if (i == 0 && mode is not "room") Limit(at.Processes().First(IsQemu), limit);
                // One after the other: together they would keep each other waiting.
                shells.Add(await GuestShell.OpenAsync(at[$"sock/g{i}"]));
                if (mode is "fixed") await virsh.Do($"setmem g{i} {(limit - Beside) / works.Length - Own}M");
            }
            foreach (var (shell, work) in shells.Zip(works)) await shell.Run(Begin(work), Patience);
            var before = await Task.WhenAll(shells.Select(FiguresAsync));
            double held = 0, most = 0, looks = 0, load = 0;
            List<string> killed = [];
            for (var began = DateTime.UtcNow; (DateTime.UtcNow - began).TotalSeconds < seconds; looks++)
            {
                var qemus = at.Processes().Where(IsQemu).ToList();
                var now = qemus.Sum(Held);
                (held, most, load) = (held + now, Math.Max(most, now), load + Load());
                if (works.Length - qemus.Count > killed.Count) killed.Add($"{(DateTime.UtcNow - began).TotalSeconds:0} s");
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
            Console.WriteLine($"| {mode} | held {held / looks:0}, at most {most:0} of {limit}; guests killed by the host: {killed.Count}{(killed.Count > 0 ? $" (after {string.Join(", ", killed)})" : "")}; the machine's load {load / looks:0} |");
            for (var i = 0; i < works.Length; i++) Console.WriteLine($"|   {works[i]} | {await FaredAsync(shells[i], works[i], before[i])} |");
            if (mode is "on") Console.WriteLine(await Client.Aero(daemon).Do("autopilot log --format table", Patience));
        }
        finally
        {
            foreach (var shell in shells) shell.Dispose();
            for (var i = 0; i < works.Length; i++) await virsh.Run($"destroy g{i}");
        }
    }

    static async Task<string> FaredAsync(GuestShell shell, string work, Dictionary<string, double> then)
    {
        try
        {
            var now = await FiguresAsync(shell);
            double Grown(string name) => now.GetValueOrDefault(name) - then.GetValueOrDefault(name);
            return $"stalled {Stalled(work, await PassesAsync(shell)):0.0}, read {Grown("sectors") / 2048:0}, refaults {Grown("workingset_refault_file") / 256:0}, "
                + $"major faults {Grown("pgmajfault"):0}, pressure {Grown("pressure") / 1e6:0.0}, OOM kills {Grown("oom_kill"):0}, passes {Grown("passes"):0}";
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            return "killed";
        }
    }

    /// <summary>Holds all of the daemon's guests to so many MiB, with nothing to swap to.</summary>
    /// <remarks>Source: <c>cgroups(7)</c>; the kernel's cgroup-v1/memory and cgroup-v2.</remarks>
    static void Limit(int pid, int mib)
    {
        var lines = File.ReadAllLines($"/proc/{pid}/cgroup").Select(line => line.Split(':', 3)).ToList();
        var (folder, file) = lines.FirstOrDefault(line => line[1].Split(',').Contains("memory")) is [_, _, var own]
            ? ($"/sys/fs/cgroup/memory{own}", "memory.limit_in_bytes") : ($"/sys/fs/cgroup{lines[^1][2]}", "memory.max");
        // The guest's own group stands in the daemon's; QEMU may stand one deeper.
        while (!Path.GetFileName(folder).StartsWith("aerostat-", StringComparison.Ordinal))
            folder = Path.GetDirectoryName(folder) is { Length: > 14 } above ? above : throw new InvalidOperationException($"the guests have no group of their own: {string.Join(' ', lines.Select(line => line[2]))}");
        File.WriteAllText(Path.Combine(folder, file), $"{(long)mib << 20}");
    }

    static string Xml(int i, int each, GuestImage image, Workspace at) => $"""
        <domain type='qemu'>
          <name>g{i}</name><memory unit='MiB'>{each}</memory><vcpu>1</vcpu>
          <os><type arch='x86_64' machine='q35'>hvm</type><kernel>{image.Kernel}</kernel><initrd>{image.Initrd}</initrd><cmdline>{image.CommandLine} psi=1</cmdline></os>
          <features><acpi/></features><cpu mode='maximum'/>
          <devices>
            <disk type='file'><driver name='qemu' type='raw' cache='none'/><source file='{at[$"disk{i}.img"]}'/><target dev='vda' bus='virtio'/><iotune><read_bytes_sec>104857600</read_bytes_sec></iotune></disk>
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
        // A disk that nobody has open loses its cache: descriptor 3 holds it.
        var rest = kind switch { "cache" => "sleep 4", "loop" => "sleep 2", "stream" => "sleep 1", _ => "sleep 15; rm /run/burst/a; sleep 25" };
        return $"mkdir -p /run/burst; mount -t tmpfs -o size=100% burst /run/burst; : > /run/passes; (exec 3< /dev/vda; i=0; while :; do a={Now}; {step}; echo \"$a {Now}\" >> /run/passes; i=$((i + 1)); {rest}; done) > /dev/null 2>&1 &";
    }

    static async Task<double[]> PassesAsync(GuestShell shell) => [.. (await shell.Run("cat /run/passes", Patience)).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
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
        var told = await shell.Run("cat /proc/vmstat; awk '{print \"sectors\", $3}' /sys/block/vda/stat; echo passes $(wc -l < /run/passes); sed -n 's/^some.*total=/pressure /p' /proc/pressure/memory", Patience);
        Dictionary<string, double> figures = [];
        foreach (var words in told.Out.Split('\n').Select(line => line.Trim().Split(' ')))
            if (words.Length == 2 && double.TryParse(words[1], CultureInfo.InvariantCulture, out var number)) figures[words[0]] = number;
        return figures;
    }

    /// <summary>Of the last minute. Source: <c>proc_loadavg(5)</c>.</summary>
    static double Load() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    static bool IsQemu(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").StartsWith("qemu", StringComparison.Ordinal) && File.ReadLines($"/proc/{pid}/status").Any(line => line.StartsWith("RssAnon", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false; // it has just ended
        }
    }

    /// <remarks>Source: <c>proc_pid_status(5)</c>.</remarks>
    static double Held(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/status").Where(line => line.StartsWith("RssAnon", StringComparison.Ordinal) || line.StartsWith("RssShmem", StringComparison.Ordinal))
                .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture)) / 1024;
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }
}
