using System.Runtime.InteropServices;
using System.Text;
using Aerostat.Linux;
using Aerostat.Qmp;
using Aerostat.Values;

namespace Aerostat.Qemu.Launch;

/// <summary>One start of QEMU: what runs, as whom, and what it is handed.</summary>
/// <param name="Emulator">Path of the program.</param>
/// <param name="Words">Its arguments, the program's own name left out.</param>
/// <param name="Folder">The guest's private folder: working directory and home. It is there.</param>
/// <param name="Log">Where its standard output and error go, open for appending.</param>
/// <param name="Descriptors">Found within QEMU from <see cref="Launcher.FirstDescriptor"/> on. The first is the monitor's listening socket.</param>
/// <param name="User">Null: who the daemon is.</param>
public sealed record LaunchOrder(string Emulator, IReadOnlyList<string> Words, string Folder, string Log, IReadOnlyList<SafeHandle> Descriptors, LaunchUser? User)
{
    public IReadOnlyList<ResourceLimit> Limits { get; init; } = [];

    /// <summary>Folders of the control groups that it joins before it runs.</summary>
    public IReadOnlyList<string> Cgroups { get; init; } = [];
}

/// <summary>A QEMU that answers.</summary>
public sealed record LaunchedQemu(ProcessHandle Process, IQmpClient Monitor);

/// <summary>Brings a QEMU to life, and finds it again.</summary>
public static class QemuLaunch
{
    const int MostWords = 2048;

    public static string MonitorOf(string folder) => Path.Combine(folder, "monitor.sock");

    /// <summary>Starts QEMU.</summary>
    /// <param name="recorded">Writes down which process it will be; nothing of QEMU runs before this returns.</param>
    /// <returns>When its monitor answers; the guest's processors stand still.</returns>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: it ended, with its own last words.</exception>
    public static async Task<LaunchedQemu> StartAsync(LaunchOrder order, Func<ProcessIdentity, Task> recorded, CancellationToken cancel)
    {
        using var log = Files.OpenAppend(order.Log);
        var before = RandomAccess.GetLength(log);
        using var launched = Launcher.Start(Spec(order), log, order.Descriptors);
        try
        {
            await recorded(launched.Identity);
            await launched.GoAsync(cancel);
        }
        catch
        {
            await launched.AbortAsync();
            throw;
        }
        try
        {
            return new(launched.Handle, await GreetAsync(order, launched.Handle, cancel));
        }
        catch (Exception e) when (e is QmpException or LinuxException or OperationCanceledException)
        {
            launched.Handle.Signal(Signal.Kill);
            await launched.Handle.Exited;
            launched.Handle.Dispose();
            var said = LastWords(order.Log, before);
            if (said.Length == 0) said = e is OperationCanceledException ? "it ended without a word" : e.Message;
            throw new VirtException(ErrorCode.InternalError, $"internal error: process exited while connecting to monitor: {said}", cause: e);
        }
    }

    /// <summary>Speaks to a QEMU that an earlier daemon started.</summary>
    /// <exception cref="TimeoutException">It is there, and says nothing.</exception>
    public static async Task<IQmpClient> ReconnectAsync(string folder, TimeSpan patience, TimeProvider time, CancellationToken cancel)
    {
        using CancellationTokenSource enough = new(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancel);
        try
        {
            return await QmpClient.OpenAsync(new MonitorTransport(await UnixChannel.ConnectAsync(MonitorOf(folder), both.Token, prompt: true)), both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"no greeting on {MonitorOf(folder)} within {patience.TotalSeconds:F0} s");
        }
    }

    static LaunchSpec Spec(LaunchOrder order) => new(order.Emulator, [order.Emulator, .. order.Words],
    [
        "LC_ALL=C",
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        $"HOME={order.Folder}",
        $"XDG_DATA_HOME={order.Folder}/.local/share",
        $"XDG_CACHE_HOME={order.Folder}/.cache",
        $"XDG_CONFIG_HOME={order.Folder}/.config",
    ])
    {
        User = order.User,
        Umask = 0b000_000_010,
        Limits = order.Limits,
        Cgroups = order.Cgroups,
        Confined = true,
        WorkingDirectory = order.Folder,
        OomScoreAdjust = Host.IsRoot ? 0 : null, // the daemon's own protection is not the guest's
    };

    static async Task<IQmpClient> GreetAsync(LaunchOrder order, ProcessHandle process, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var end = process.Exited.ContinueWith(_ => either.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var monitor = await QmpClient.OpenAsync(new MonitorTransport(await UnixChannel.ConnectAsync(MonitorOf(order.Folder), either.Token, prompt: true)), either.Token);
        return end.IsCompleted ? throw QmpException.Closed("qmp_capabilities", "QEMU has ended") : monitor;
    }

    public static long LogLength(string log)
    {
        using var file = Files.OpenRead(log);
        return RandomAccess.GetLength(file);
    }

    /// <summary>What was written since, at most the last two KiB.</summary>
    public static string LastWords(string log, long from)
    {
        using var file = Files.OpenRead(log);
        var length = RandomAccess.GetLength(file);
        from = Math.Max(from, length - MostWords);
        var bytes = new byte[Math.Max(0, length - from)];
        var count = RandomAccess.Read(file, bytes, from);
        return Encoding.UTF8.GetString(bytes, 0, count).Trim();
    }
}
