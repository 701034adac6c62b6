using System.Runtime.InteropServices;
using Aerostat.Daemon.Configuring;
using Aerostat.Daemon.Logging;
using Aerostat.Daemon.Metrics;
using Aerostat.Daemon.Procedures;
using Aerostat.Daemon.Service;
using Aerostat.Engine;
using Aerostat.Engine.Saving;
using Aerostat.Linux;
using Aerostat.Server;
using Microsoft.Extensions.Logging;

namespace Aerostat.Daemon;

/// <summary>The daemon from its start to its end: the wiring diagram.</summary>
static class Wiring
{
    public static async Task<int> RunAsync(Invocation asked, CancellationToken cancel)
    {
        SocketThread.Open(Math.Clamp(Environment.ProcessorCount / 2, 1, 4));
        var isSystem = Linux.Host.IsRoot && !asked.Session;
        var folders = asked.Root is { } root ? Folders.Under(root) : isSystem ? Folders.System : Folders.Session();
        using var logging = LineLogger.ToStandardError(TimeProvider.System);
        var log = logging.CreateLogger("aerostatd");
        try
        {
            Doors.Check(folders.Run);
            Directory.CreateDirectory(folders.Run);
            using var held = LockFile.Take(Path.Combine(folders.Run, "aerostatd.lock"));
            Settings settings = new(asked.Config ?? Path.Combine(folders.Etc, "aerostatd.conf"));
            if (!Load(settings, log)) return 1;
            var running = settings.Running;
            logging.Level = Level();
            EngineOptions options = new()
            {
                Folders = folders,
                IsSystem = isSystem,
                QemuUser = isSystem ? UserOfQemu(running, log) : null,
                DynamicOwnership = running.DynamicOwnership,
                MaxProcesses = running.MaxProcesses is > 0 and var processes ? processes : null,
                MaxFiles = running.MaxFiles is > 0 and var files ? files : null,
                MaxCore = running.MaxCore,
                SaveFormat = Enum.Parse<SaveFormat>(running.SaveImageFormat, ignoreCase: true),
                DumpFormat = Enum.Parse<SaveFormat>(running.DumpImageFormat, ignoreCase: true),
                Pilot = running.Pilot,
                VncListen = running.VncListen,
                VncPortMin = running.RemoteDisplayPortMin,
                VncPortMax = running.RemoteDisplayPortMax,
            };
            await using var host = await Hypervisor.OpenAsync(options, log, TimeProvider.System, cancel);

            ProcedureTable table = new();
            table.AddSessionProcedures();
            new ConnectionProcedures(host).AddTo(table);
            new NodeProcedures(host).AddTo(table);
            new CapabilityProcedures(host).AddTo(table);
            new CpuProcedures(host.HostCpus, host.Cpus).AddTo(table);
            new DomainProcedures(host).AddTo(table);
            new SnapshotProcedures(host).AddTo(table);
            new CheckpointProcedures(host).AddTo(table);
            new LifeProcedures(host).AddTo(table);
            new SavingProcedures(host).AddTo(table);
            new JobProcedures(host).AddTo(table);
            new ResourceProcedures(host).AddTo(table);
            new DeviceProcedures(host).AddTo(table);
            new StatisticsProcedures(host).AddTo(table);
            new TuningProcedures(host).AddTo(table);
            new AgentProcedures(host).AddTo(table);
            new ScreenProcedures(host).AddTo(table);
            new NetworkProcedures(host).AddTo(table);
            new SecretProcedures(host).AddTo(table);
            new HostDeviceProcedures(host).AddTo(table);
            new NetworkFilterProcedures(host).AddTo(table);
            new StoragePoolProcedures(host).AddTo(table);
            new StorageVolumeProcedures(host).AddTo(table);
            new StorageContentProcedures(host).AddTo(table);
            DaemonProcedures own = new(host, table, Version);
            own.AddTo(table);
            using EventProcedures events = new(host);
            events.AddTo(table);

            await using RpcServer server = new(table, Limits(running), TimeProvider.System, log);
            own.Server = server;
            var sockets = running.UnixSockDir ?? folders.Run;
            foreach (var (listener, readOnly) in Doors.Open(sockets, asked.LibvirtSockets ? Doors.LibvirtFolder(isSystem) : null, running, forReaders: isSystem || asked.Root is not null))
                server.Listen(listener, readOnly);
            await using var metrics = running.MetricsListen is { } at && MetricsDoor.AddressOf(at) is { } address
                ? MetricsDoor.Open(address, token => HostMetrics.WriteAsync(host, Version, token), TimeProvider.System, log) : null;
            Log.Listening(log, Version, Environment.ProcessId, sockets);
            // Under nohup too it is an order, not the end of a terminal.
            IgnoredSignals.TakeBack(Signal.Hup);
            using var reload = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
            {
                signal.Cancel = true;
                _ = host.TellDaemonAsync("reload", "begin", "SIGHUP");
                settings.Reload(log);
                logging.Level = Level();
                host.Pilot.Settings = settings.Pilot;
            });
            ServiceManager.Ready($"{host.Domains.All.Count()} domains");

            var told = host.TellDaemonAsync("start", "-", "start");
            var autostart = host.AutostartAsync(cancel);
            Log.Stopping(log, await StoppedAsync(cancel));
            ServiceManager.Stopping();
            await Task.WhenAny(Task.WhenAll(told, host.TellDaemonAsync("shutdown", "-", "shutdown")), Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, CancellationToken.None));
            await autostart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;

            LogLevel Level() => asked.Verbose ? LogLevel.Debug : LineLogger.LevelOf(settings.Running.LogLevel);
        }
        catch (IOException e)
        {
            Log.CannotRun(log, e.Message);
            return 1;
        }
    }

    static string Version => typeof(Wiring).Assembly.GetName().Version!.ToString(3);

    /// <summary>A daemon whose configuration is wrong does not start: it would not be the one that was asked for.</summary>
    static bool Load(Settings settings, ILogger log)
    {
        var problems = settings.Load(out var remarks);
        foreach (var remark in remarks) Log.Remark(log, remark);
        foreach (var problem in problems) Log.CannotRun(log, problem.ToString());
        return problems.Count == 0;
    }

    static ServerOptions Limits(Configuration running) => new()
    {
        MaxClients = running.MaxClients,
        MaxClientRequests = running.MaxClientRequests,
        KeepaliveInterval = TimeSpan.FromSeconds(running.KeepaliveInterval),
        KeepaliveCount = running.KeepaliveCount,
        WhenQuiet = Rest.Take,
    };

    /// <summary>QEMU runs as somebody who may nothing.</summary>
    static Identity? UserOfQemu(Configuration running, ILogger log)
    {
        if (QemuUser.Find(running.User, running.Group) is not var (account, why)) return null;
        Log.QemuRunsAs(log, account.Uid, account.Gid, why);
        return new(account.Uid, account.Gid, account.Groups);
    }

    /// <summary>Until SIGTERM or SIGINT. Guests run on.</summary>
    static async Task<string> StoppedAsync(CancellationToken cancel)
    {
        TaskCompletionSource<string> stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var given = cancel.Register(() => stop.TrySetResult("asked to end"));
        return await stop.Task;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult($"{signal.Signal}");
        }
    }
}
