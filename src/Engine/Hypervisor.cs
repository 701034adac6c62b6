using System.Diagnostics;
using Aerostat.Engine.Cgroups;
using Aerostat.Engine.Domains;
using Aerostat.Engine.Events;
using Aerostat.Engine.Host;
using Aerostat.Engine.HostDevices;
using Aerostat.Engine.HostDevices.Giving;
using Aerostat.Engine.NetworkFilters;
using Aerostat.Engine.Networks;
using Aerostat.Engine.Piloting;
using Aerostat.Engine.Saving;
using Aerostat.Engine.Secrets;
using Aerostat.Engine.Storage;
using Aerostat.Engine.Store;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu;
using Aerostat.Qemu.Launch;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine;

/// <summary>How this daemon runs its guests: from its configuration, fixed at start.</summary>
public sealed record EngineOptions
{
    public required Folders Folders { get; init; }

    /// <summary>Started by root for the whole machine; else a user's own session.</summary>
    public bool IsSystem { get; init; } = true;

    /// <summary>Who QEMU runs as; null in session mode: the user of the daemon.</summary>
    public Identity? QemuUser { get; init; }

    /// <summary>Images are given to QEMU's user while a guest runs, and given back after.</summary>
    public bool DynamicOwnership { get; init; } = true;

    public string VncListen { get; init; } = "127.0.0.1";
    public int VncPortMin { get; init; } = 5900;
    public int VncPortMax { get; init; } = 65535;

    /// <summary>What each QEMU may have at most; <see cref="ulong.MaxValue"/>: no limit; null: as the daemon has.</summary>
    public ulong? MaxProcesses { get; init; }
    public ulong? MaxFiles { get; init; }

    /// <summary>How memory is packed: of a guest that is saved, and of one that is dumped.</summary>
    public SaveFormat SaveFormat { get; init; }
    public SaveFormat DumpFormat { get; init; }

    /// <summary>Bytes of a core dump.</summary>
    public ulong? MaxCore { get; init; }

    public PilotSettings Pilot { get; init; } = new();
}

/// <summary>A user and group by number.</summary>
public sealed record Identity(uint Uid, uint Gid, ValueList<uint> Groups = default)
{
    internal LaunchUser ForLaunch => new(Uid, Gid, [.. Groups]);
}

/// <summary>The engine whole: the host's domains, and what they share.</summary>
public sealed class Hypervisor : IAsyncDisposable
{
    internal ILogger Logger { get; }
    internal TimeProvider Time { get; }
    internal Ledger Ledger { get; } = new();
    internal DomainStore Store { get; }
    internal Images Images { get; }
    internal GuestGroups Groups { get; }
    internal Hooks Hooks { get; }
    internal GuestLogs Logs { get; }

    public EngineOptions Options { get; }
    public Folders Folders => Options.Folders;
    public EventHub<DomainEvent> Events { get; } = new();
    public DomainSet Domains { get; }
    public PoolSet Pools { get; }
    public NetworkSet Networks { get; }
    public FilterSet Filters { get; }
    internal GivenFunctions Given { get; }
    public SecretSet Secrets { get; }
    public Node Node { get; }
    public NodeDevices Devices { get; } = new();
    public Emulators Emulators { get; }
    public HostCpus HostCpus => field ??= new(Emulators);
    public HypervisorCpus Cpus => field ??= new(Emulators);
    public MemoryPilot Pilot { get; }

    Hypervisor(EngineOptions options, ILogger logger, TimeProvider time)
    {
        (Options, Logger, Time) = (options, logger, time);
        Store = new(options.Folders, Linux.Host.BootId, logger);
        Images = new(options, logger);
        Groups = new(options, logger, time);
        Hooks = new(options.Folders.Hooks, logger, time);
        Logs = new(logger, time);
        Domains = new(this);
        Pools = new(options.Folders, logger, time);
        Given = new(Path.Combine(options.Folders.Run, "hostdevs"), logger);
        Networks = new(options.Folders, new(Hooks), Given, logger, time)
        {
            ConnectionsOf = name => Cards.Count(card => card.Source?.Network == name),
            UsersOf = device => Cards.Count(card => card.Source?.Device == device),
        };
        Filters = new(options.Folders, logger, time);
        Secrets = new(options.Folders, logger);
        Node = new();
        Pilot = new(this, options.Pilot);
        Emulators = options.QemuUser is { } user
            ? new(options.Folders.Cache, ProbeAs.Of(user.ForLaunch), who: ProbeAs.Name(user.ForLaunch))
            : new(options.Folders.Cache);
    }

    /// <summary>Reads what is known, finds the guests that run, and starts those that start with the host.</summary>
    /// <remarks>The caller holds the exclusive lock on the run folder.</remarks>
    public static async Task<Hypervisor> OpenAsync(EngineOptions options, ILogger logger, TimeProvider time, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        Hypervisor host = new(options, logger, time);
        host.Store.Prepare();
        host.Given.Load();
        await host.Networks.LoadAsync();
        host.Pools.Load();
        host.Secrets.Load();
        await host.Filters.LoadAsync();
        var known = host.Store.Load();
        foreach (var state in known) if (state.Running is { } running) host.Ledger.SawId(running.Id);

        List<Task> adoptions = [];
        foreach (var state in known)
        {
            Domain domain = new(host, state);
            host.Domains.Add(domain);
            if (state.IsActive) adoptions.Add(domain.AdoptAsync(cancel));
        }
        await Task.WhenAll(adoptions);
        host.Groups.Sweep(known.Select(state => state.Running?.Cgroup));
        host.SweepLinks();
        await GuestFolder.SweepAsync(host.Folders, known.Select(state => state.Running?.Folder).OfType<string>(), logger);
        await host.Given.SweepAsync((owner, function) => host.Domains.All.FirstOrDefault(domain => domain.State.Uuid == owner)?.State.Running is { } running
            && running.Live.Devices.All.Concat(running.Plugging?.Devices.All ?? []).Any(device => WantedFunction.Of(device)?.Name == function));
        await CardFilters.AdoptAsync(host);
        await CardFloors.AdoptAsync(host);
        host.Pilot.Start();
        Log.Ready(logger, known.Count, host.Domains.All.Count(d => d.State.IsActive), (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        return host;
    }

    /// <summary>Those of running guests.</summary>
    IEnumerable<Interface> Cards => Domains.All.SelectMany(domain => domain.State.Running?.Live.Devices.Interfaces ?? []);

    /// <summary>What this daemon writes upon links that it makes, so that the next one knows them.</summary>
    internal string LinkOwner => $"aerostat {Folders.Run}";

    /// <summary>Removes links of guests that a killed daemon was about to start.</summary>
    void SweepLinks()
    {
        var used = Domains.All.SelectMany(domain => domain.State.Running is { } running ? running.Live.Devices.Interfaces.Concat(running.Plugging?.Devices.Interfaces ?? []) : []).Select(card => card.Target).ToHashSet();
        foreach (var link in Macvtap.Of(LinkOwner).Where(link => !used.Contains(link)).ToList())
        {
            try { Macvtap.Remove(link); }
            catch (LinuxException e) { Log.LinkLeft(Logger, "-", link, e.Message); }
        }
    }

    /// <summary>Starts what is marked to start with the host; once a boot, however often the daemon restarts.</summary>
    public async Task AutostartAsync(CancellationToken cancel)
    {
        var marker = Path.Combine(Folders.Run, "autostarted");
        if (File.Exists(marker)) return;
        try { AtomicFile.Write(marker, [], durable: false); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException) { Log.AutostartNotMarked(Logger, e.Message); }
        // Guests' images lie in pools, and their cards are plugged into networks.
        await Networks.AutostartAsync(cancel);
        await Pools.AutostartAsync(cancel);
        foreach (var domain in Domains.All.Where(d => d.State is { Autostart: true, IsActive: false }))
        {
            try { await domain.StartAsync(null, StartFlags.None, null, cancel); }
            catch (VirtException e) { Log.AutostartFailed(Logger, domain.State.Name, e.Message); }
        }
    }

    /// <summary>Follows a guest's images to the images below them; a format that nobody named is told in the log.</summary>
    internal BackingChains ChainsOf(string domain, PathLane paths) =>
        new(paths, Options.QemuUser, [Options.Folders.Etc, Options.Folders.Run, Path.Combine(Options.Folders.Lib, "qemu")], (path, format) => Log.FormatProbed(Logger, domain, path, format));

    /// <summary>What the emulator of a definition can do; probed once.</summary>
    internal Task<EmulatorCapabilities> EmulatorOfAsync(DomainDefinition definition, CancellationToken cancel) =>
        Emulators.ProbeAsync(definition.Devices.Emulator ?? EmulatorFor(definition.Os.Arch ?? Linux.Host.Architecture), cancel);

    string EmulatorFor(string arch) => Emulators.Find(arch)
        ?? throw Errors.ConfigUnsupported($"No emulator found for arch '{arch}'");

    /// <summary>What the host and all its emulators can do, as <c>virsh capabilities</c> prints it.</summary>
    public async Task<string> CapabilitiesAsync(CancellationToken cancel) =>
        CapabilitiesXml.Of(new(HostUuid, Node.Topology, Options.QemuUser is { } user ? (user.Uid, user.Gid) : null), await Emulators.AllAsync(cancel));

    /// <summary>What the firmware says of the host.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>: nothing.</exception>
    public static string SystemInformation() => SystemInfo.Xml();

    /// <summary>The processor models that may be named for an architecture; none: any may.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.InvalidArg"/>: there is no such architecture.</exception>
    /// <remarks>Source: QAPI <c>query-cpu-definitions</c>; libvirt <c>virConnectGetCPUModelNames</c>.</remarks>
    public async Task<IReadOnlyList<string>> CpuModelsAsync(string arch, CancellationToken cancel)
    {
        if (!Architecture.IsKnown(arch)) throw Errors.Argument($"cannot find architecture {arch}", ErrorDomain.None);
        // The models of Arm's are told by the kernel or the emulator as they like, and libvirt takes them as they are.
        if (arch is not ("x86_64" or "i686") || Emulators.Find(arch) is not { } emulator) return [];
        return [.. (await Emulators.ProbeAsync(emulator, cancel)).TcgCpus.Select(cpu => cpu.Name).Where(HostModels.IsModel).Order(StringComparer.Ordinal)];
    }

    /// <summary>What one emulator can give a domain, as <c>virsh domcapabilities</c> prints it.</summary>
    public async Task<string> DomainCapabilitiesAsync(string? emulator, string? arch, string? machine, string? type, CancellationToken cancel) =>
        DomainCapabilitiesXml.Of(await Emulators.FindAsync(emulator, arch, cancel), machine, type, Firmwares.Read(!Options.IsSystem));

    /// <summary>The machine's own number from its firmware; else one of the host's own, which stays the same.</summary>
    static Guid HostUuid =>
        Guid.TryParse(ProcFile.TryReadLine("/sys/class/dmi/id/product_uuid"), out var product) ? product
        : Guid.TryParse(ProcFile.TryReadLine("/etc/machine-id"), out var machine) ? machine
        : Guid.Empty;

    /// <summary>A client's document, completed and checked.</summary>
    internal async Task<DomainDefinition> ReadAsync(string xml, bool validate, CancellationToken cancel)
    {
        List<string> leftOver = [];
        var read = DomainXml.Read(xml, new() { Validate = validate, LeftOver = leftOver });
        foreach (var problem in leftOver) Log.LeftOver(Logger, read.Name, problem);
        var platform = (await EmulatorOfAsync(read, cancel)).Platform;
        var complete = Nvram.Named(Folders, Complete.Definition(read, platform));
        Check.Definition(complete, platform);
        return complete;
    }

    /// <summary>A client's document for a guest whose memory stays as it is.</summary>
    /// <exception cref="VirtException">Its own errors; <see cref="ErrorCode.ConfigUnsupported"/>: the guest would see a difference.</exception>
    internal async Task<DomainDefinition> ReadAsSameAsync(string xml, DomainDefinition guest, CancellationToken cancel)
    {
        var other = await ReadAsync(xml, validate: false, cancel);
        SameGuest.Check(guest, other);
        return other;
    }

    /// <summary>The command line that would run a document, as a shell takes it.</summary>
    /// <remarks>Source: libvirt <c>virConnectDomainXMLToNative</c>, format <c>qemu-argv</c>. Nothing is started or made.</remarks>
    public async Task<string> NativeAsync(string xml, CancellationToken cancel)
    {
        var definition = await ReadAsync(xml, validate: false, cancel);
        return Native.Of(this, definition, await EmulatorOfAsync(definition, cancel));
    }

    /// <summary>Runs the script for the daemon's own moments: <c>start - start</c>, <c>reload begin SIGHUP</c>, <c>shutdown - shutdown</c>.</summary>
    public Task TellDaemonAsync(params string[] moment) => Hooks.TellDaemonAsync(moment);

    /// <summary>Lets go of every guest; they run on.</summary>
    public async ValueTask DisposeAsync()
    {
        await Pilot.DisposeAsync();
        foreach (var domain in Domains.All) await domain.LetGoAsync();
        Filters.LetGo();
        Logs.Dispose();
    }
}
