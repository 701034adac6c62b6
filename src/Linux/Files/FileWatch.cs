using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>Waits until files are written to, by whomever. A file that is quiet costs nothing.</summary>
/// <remarks>Source: <c>inotify(7)</c>; each watch is for one event, so that a flood of writes is one.</remarks>
public sealed partial class FileWatch : IDisposable
{
    const int IN_NONBLOCK = 0x800, IN_CLOEXEC = 0x80000, EventSize = 16;
    const uint IN_MODIFY = 2, IN_DONT_FOLLOW = 0x2000000, IN_ONESHOT = 0x80000000;

    readonly SafeFileHandle events;
    readonly Lock gate = new();
    readonly Dictionary<int, TaskCompletionSource> waiting = [];
    readonly CancellationTokenSource ended = new();

    FileWatch(SafeFileHandle events)
    {
        this.events = events;
        _ = ReadAsync();
    }

    /// <exception cref="LinuxException"><c>EMFILE</c>: this user has too many already.</exception>
    public static FileWatch Open()
    {
        var events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        return events.IsInvalid ? throw LinuxException.Last("inotify_init1") : new(events);
    }

    /// <summary>Completes when the file is written to, from now on; or when it is gone.</summary>
    /// <exception cref="LinuxException">It is not there, or there are too many watches.</exception>
    public Task WrittenAsync(string path)
    {
        lock (gate)
        {
            var watch = inotify_add_watch(events, path, IN_MODIFY | IN_DONT_FOLLOW | IN_ONESHOT);
            if (watch < 0) throw LinuxException.Last($"inotify_add_watch({path})");
            // One file by two names is one watch.
            if (!waiting.TryGetValue(watch, out var written)) waiting[watch] = written = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return written.Task;
        }
    }

    async Task ReadAsync()
    {
        var buffer = new byte[EventSize * 64];
        try
        {
            while (true)
            {
                await Readiness.ReadableAsync(events, ended.Token);
                var count = Files.TryRead(events, buffer, "inotify") ?? 0;
                // A watch for one event has two: the event, and its own end. Files have no names here, so all are of one size.
                for (var at = 0; at + EventSize <= count; at += EventSize + BitConverter.ToInt32(buffer, at + 12)) Tell(BitConverter.ToInt32(buffer, at));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or LinuxException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    void Tell(int watch)
    {
        lock (gate)
            if (waiting.Remove(watch, out var written)) written.TrySetResult();
    }

    public void Dispose()
    {
        ended.Cancel();
        events.Dispose();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial SafeFileHandle inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(SafeHandle events, string path, uint mask);
}
