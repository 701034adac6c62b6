using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Tests.Shared;

namespace Aerostat.Bench.Macro;

/// <summary>The calls that people wait for. Guests have no kernel: what is measured is the daemon, not a guest's boot.</summary>
static class Cases
{
    static string Disk(string file) => $"<disk type='file'><driver name='qemu' type='raw'/><source file='{file}'/><target dev='sdb' bus='scsi'/></disk>";

    public static IEnumerable<Case> All =>
    [
        new("aero --version (virsh's)", 20, daemon => Commands.FirstWord(daemon, "--version")),
        new("aero list --all (virsh's)", 20, daemon => Commands.FirstWord(daemon, "-c", daemon.Uri, "list", "--all")) { Prepare = d => Many(d, 20), CleanUp = d => None(d, 20) },
        new("connect and close", 100, daemon => Task.FromResult(LibvirtLibrary.Connect(daemon))),
        Case.Call("define", 50, c => Define(c, "bench"), before: c => TryUndefine(c, "bench")) with { CleanUp = d => On(d, c => TryUndefine(c, "bench")) },
        Case.Call("start to running", 10, async c => await c.CallAsync(Remote.DomainCreate, new(await Find(c, "bench"))), before: Stop) with { Prepare = Running, CleanUp = Gone, Floor = Floor.Start },
        Case.Call("destroy", 10, async c => await c.CallAsync(Remote.DomainDestroy, new(await Find(c, "bench"))), before: Start) with { Prepare = Running, CleanUp = Gone, Floor = Floor.Destroy },
        new("info", 100, daemon => Task.FromResult(LibvirtLibrary.Info(daemon, "bench"))) { Prepare = Running, CleanUp = Gone },
        Case.Call("setmem", 100, async c => await c.CallAsync(Remote.DomainSetMemoryFlags, new(found!.Value, 24 << 10, 1)), before: async c => found = await Find(c, "bench")) with { Prepare = Running, CleanUp = Gone, Floor = Floor.Setmem },
        new("attach of a scsi disk", 20, daemon => Plug(daemon, attach: true)) { Prepare = Running, CleanUp = Gone, Floor = Floor.Attach },
        new("detach of a scsi disk", 20, daemon => Plug(daemon, attach: false)) { Prepare = Running, CleanUp = Gone, Floor = Floor.Detach },
        new("memory idle after 10,000 calls", 1, Idle, "MiB"),
        Case.Call("list of 1,000", 50, c => c.CallAsync(Remote.ConnectListAllDomains, new(true, 0))) with { Prepare = d => Many(d, 1000), CleanUp = d => None(d, 1000) },
        new("info with 1,000 defined", 100, daemon => Task.FromResult(LibvirtLibrary.Info(daemon, "many7"))) { Prepare = d => Many(d, 1000), CleanUp = d => None(d, 1000) },
        new("memory with 1,000 defined", 1, Resident, "MiB") { Prepare = d => Many(d, 1000), CleanUp = d => None(d, 1000) },
        Case.Call("stats of 20 running", 20, Stats) with { Prepare = d => ManyRunning(d, 20), CleanUp = d => None(d, 20) },
        Case.Call("stats of 20, one of them hung", 3, c => c.CallAsync(Remote.ConnectGetAllDomainStats, new([], 0, NoWait))) with { Prepare = OneHung, CleanUp = d => None(d, 20) },
        Case.Call("list, one of 20 hung", 20, c => c.CallAsync(Remote.ConnectListAllDomains, new(true, 0))) with { Prepare = OneHung, CleanUp = d => None(d, 20) },
        new("destroy of a hung guest", 3, DestroyHung) { Prepare = d => ManyRunning(d, 1), CleanUp = d => None(d, 1) },
        new("memory with 20 running", 1, Resident, "MiB") { Prepare = d => ManyRunning(d, 20), CleanUp = d => None(d, 20) },
        new("load: calls a second", 1, Load.Rate, "/s ") { Prepare = ManyAndSomeRunning },
        new("load: 99th percentile", 1, Load.Worst),
        new("load: stats of 20 running", 1, Load.Stats) { CleanUp = d => None(d, 500) },
        new("memory with 100 running", 1, Resident, "MiB") { Prepare = d => ManyRunning(d, 100, paused: true), CleanUp = d => None(d, 100) },
    ];

    // VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT: what a hung guest cannot say is left out.
    const uint NoWait = 1 << 29;

    static DomainRef? found;

    /// <summary>All groups of all domains.</summary>
    static Task Stats(VirtConnection c) => c.CallAsync(Remote.ConnectGetAllDomainStats, new([], 0, 0));

    static async Task<DomainRef> Find(VirtConnection c, string name) => (await c.CallAsync(Remote.DomainLookupByName, new(name))).Domain;

    static Task<DomainDefineXmlRet> Define(VirtConnection c, string name) => c.CallAsync(Remote.DomainDefineXml, new(SmallGuest.Xml(name)));

    static async Task On(Daemon daemon, Func<VirtConnection, Task> work)
    {
        await using var connection = await VirtConnection.OpenAsync(daemon.Uri);
        await work(connection);
    }

    static Task Defined(Daemon daemon) => On(daemon, c => Define(c, "bench"));

    static Task Running(Daemon daemon) => On(daemon, async c =>
    {
        await Define(c, "bench");
        await Start(c);
        await File.WriteAllBytesAsync(daemon.At["bench.img"], new byte[1 << 20]);
        if (daemon is AerostatDaemon) Floor.Learn(daemon);
    });

    static Task Gone(Daemon daemon) => On(daemon, async c =>
    {
        Floor.End();
        await Stop(c);
        await TryUndefine(c, "bench");
    });

    static async Task Start(VirtConnection c) => await Quietly(async () => await c.CallAsync(Remote.DomainCreate, new(await Find(c, "bench"))));

    static async Task Stop(VirtConnection c) => await Quietly(async () => await c.CallAsync(Remote.DomainDestroy, new(await Find(c, "bench"))));

    static Task TryUndefine(VirtConnection c, string name) => Quietly(async () => await c.CallAsync(Remote.DomainUndefine, new(await Find(c, name))));

    static async Task<double> Plug(Daemon daemon, bool attach)
    {
        await using var c = await VirtConnection.OpenAsync(daemon.Uri);
        var domain = await Find(c, "bench");
        var xml = Disk(daemon.At["bench.img"]);
        var attached = await Case.Milliseconds(() => c.CallAsync(Remote.DomainAttachDeviceFlags, new(domain, xml, 1)));
        var detached = await Case.Milliseconds(() => c.CallAsync(Remote.DomainDetachDeviceFlags, new(domain, xml, 1)));
        return attach ? attached : detached;
    }

    static Task Many(Daemon daemon, int count) => On(daemon, async c =>
    {
        for (var i = 0; i < count; i++) await Define(c, $"many{i}");
    });

    /// <param name="paused">Nothing of a guest runs: it is the daemon that is looked at.</param>
    static Task ManyRunning(Daemon daemon, int count, bool paused = false) => On(daemon, async c =>
    {
        for (var i = 0; i < count; i++)
        {
            await Define(c, $"many{i}");
            await c.CallAsync(Remote.DomainCreateWithFlags, new(await Find(c, $"many{i}"), paused ? 1u : 0));
        }
    });

    static async Task ManyAndSomeRunning(Daemon daemon)
    {
        await Many(daemon, 500);
        await On(daemon, async c =>
        {
            foreach (var i in Load.Running) await c.CallAsync(Remote.DomainCreate, new(await Find(c, $"many{i}")));
        });
    }

    /// <summary>Several at once: a libvirtd waits more than a second for each.</summary>
    static Task None(Daemon daemon, int count) => Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 10 }, (i, _) => new(On(daemon, async c =>
    {
        await Quietly(async () => await c.CallAsync(Remote.DomainDestroy, new(await Find(c, $"many{i}"))));
        await TryUndefine(c, $"many{i}");
    })));

    static async Task OneHung(Daemon daemon)
    {
        await ManyRunning(daemon, 20);
        Signals.Send(Process(daemon, "many3"), Signals.Stop);
    }

    static int Process(Daemon daemon, string guest) => daemon is Libvirtd
        ? int.Parse(File.ReadAllText(daemon.At[$"run/qemu/{guest}.pid"]))
        : daemon.At.Processes().First(pid => File.ReadAllText($"/proc/{pid}/cmdline").Contains($"guest={guest},", StringComparison.Ordinal));

    static async Task<double> DestroyHung(Daemon daemon)
    {
        await using var c = await VirtConnection.OpenAsync(daemon.Uri);
        var domain = await Find(c, "many0");
        await Quietly(async () => await c.CallAsync(Remote.DomainCreate, new(domain)));
        Signals.Send(Process(daemon, "many0"), Signals.Stop);
        return await Case.Milliseconds(() => c.CallAsync(Remote.DomainDestroy, new(domain)));
    }

    static async Task<double> Idle(Daemon daemon)
    {
        await On(daemon, async c =>
        {
            for (var i = 0; i < 10_000; i++) await c.CallAsync(Remote.ConnectListAllDomains, new(true, 0));
        });
        return await Resident(daemon);
    }

    /// <summary>What the daemon keeps resident after five seconds of quiet.</summary>
    static async Task<double> Resident(Daemon daemon)
    {
        await Task.Delay(TimeSpan.FromSeconds(5));
        return double.Parse(File.ReadLines($"/proc/{daemon.Pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) / 1024;
    }

    /// <summary>It may be so already.</summary>
    public static async Task Quietly(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Aerostat.Values.VirtException)
        {
            // It was so already: what is measured fails by itself where it was not.
        }
    }
}
