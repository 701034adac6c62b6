using Aerostat.Linux;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine;

/// <summary>Keeps what guests and their QEMUs write without end within bounds: each log has 2 MiB, and three old parts of it.</summary>
/// <remarks>
/// The bounds are virtlogd's. QEMU has the files themselves open, not pipes, and so outlives this daemon without losing a word; while no
/// daemon is there, nobody holds the bounds.
/// </remarks>
sealed class GuestLogs(ILogger logger, TimeProvider time) : IDisposable
{
    const long Limit = 2 * 1024 * 1024;
    const int Parts = 3;

    /// <summary>A flood is looked at so often.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>A full disk, where no part can be put aside, so often.</summary>
    static readonly TimeSpan Later = TimeSpan.FromSeconds(10);

    readonly Lazy<FileWatch> watch = new(FileWatch.Open);

    /// <summary>Until the guest is gone, or the file.</summary>
    public async Task KeepAsync(string domain, string path, CancellationToken gone)
    {
        try
        {
            while (true)
            {
                // A user's path may hang: it has a thread of its own each time.
                try
                {
                    await PathThread.RunAsync(path, () => BoundedLog.Turn(path, Limit, Parts)).WaitAsync(gone);
                }
                catch (IOException e) when (e is LinuxException { Errno: Errno.ENOSPC } || e.HResult == Errno.ENOSPC)
                {
                    Log.LogNotBounded(logger, domain, path, e.Message);
                    await Task.Delay(Later, time, gone);
                    continue;
                }
                await PathThread.RunAsync(path, () => watch.Value.WrittenAsync(path)).Unwrap().WaitAsync(gone);
                await Task.Delay(Pause, time, gone);
            }
        }
        catch (OperationCanceledException)
        {
            // The guest has ended.
        }
        catch (IOException e)
        {
            Log.LogNotBounded(logger, domain, path, e.Message);
        }
    }

    public void Dispose()
    {
        if (watch.IsValueCreated) watch.Value.Dispose();
    }
}
