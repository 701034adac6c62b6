using System.Runtime.InteropServices;
using Aerostat.Daemon.Logging;
using Aerostat.Daemon.Procedures;
using Aerostat.Daemon.Service;
using Aerostat.Engine;
using Aerostat.Linux;
using Aerostat.Server;
using Microsoft.Extensions.Logging;

namespace Aerostat.Daemon;

/// <summary>The daemon from its start to its end: the wiring diagram.</summary>
static class Wiring
{
    const uint ReadWriteMode = 0x1F8 /* 0770 */, ReadOnlyMode = 0x1FF /* 0777 */;

    public static async Task<int> RunAsync(string? root, bool session, CancellationToken cancel)
    {
        var isRoot = Linux.Host.IsRoot;
        var folders = root is not null ? Folders.Under(root) : session || !isRoot ? Folders.Session() : Folders.System;
        using var logging = LineLogger.ToStandardError(TimeProvider.System);
        var log = logging.CreateLogger("aerostatd");
        try
        {
            Directory.CreateDirectory(folders.Run);
            using var held = LockFile.Take(Path.Combine(folders.Run, "aerostatd.lock"));
            EngineOptions options = new() { Folders = folders, IsSystem = isRoot && !session, QemuUser = isRoot && !session ? UserOfQemu(log) : null };
            await using var host = await Hypervisor.OpenAsync(options, log, TimeProvider.System, cancel);

            ProcedureTable table = new();
            table.AddSessionProcedures();
            new ConnectionProcedures(host).AddTo(table);
            new NodeProcedures(host).AddTo(table);
            new CapabilityProcedures(host).AddTo(table);
            new DomainProcedures(host).AddTo(table);
            new LifeProcedures(host).AddTo(table);
            new ResourceProcedures(host).AddTo(table);
            new DeviceProcedures(host).AddTo(table);
            NetworkProcedures.AddTo(table);
            using EventProcedures events = new(host);
            events.AddTo(table);

            await using RpcServer server = new(table, new(), TimeProvider.System, log);
            using var readWrite = UnixListener.Listen(Path.Combine(folders.Run, "libvirt-sock"), ReadWriteMode);
            using var readOnly = UnixListener.Listen(Path.Combine(folders.Run, "libvirt-sock-ro"), ReadOnlyMode);
            server.Listen(readWrite, readOnly: false);
            server.Listen(readOnly, readOnly: true);

            var autostart = host.AutostartAsync(cancel);
            await StoppedAsync(cancel);
            await autostart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }
        catch (IOException e)
        {
            Log.CannotRun(log, e.Message);
            return 1;
        }
    }

    /// <summary>QEMU runs as somebody who may nothing.</summary>
    static Identity? UserOfQemu(ILogger log)
    {
        if (QemuUser.Find(null, null) is not var (account, why)) return null;
        Log.QemuRunsAs(log, account.Uid, account.Gid, why);
        return new(account.Uid, account.Gid, account.Groups);
    }

    /// <summary>Until SIGTERM or SIGINT. Guests run on.</summary>
    static async Task StoppedAsync(CancellationToken cancel)
    {
        TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var given = cancel.Register(() => stop.TrySetResult());
        await stop.Task;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }
    }
}
