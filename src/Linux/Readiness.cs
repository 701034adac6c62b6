using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>Waits, on one thread for the whole process, until a descriptor can be read or written.</summary>
/// <remarks>
/// For what <see cref="System.Net.Sockets.Socket"/> cannot wait for: pidfds, terminals, and room in a socket's buffer (a zero-byte send
/// completes at once even where there is none). Source: <c>epoll(7)</c>. Each wait owns a duplicate of the descriptor, so that neither
/// a second wait nor a close by the owner disturbs it, and a number of its own, so that a late event is never another's.
/// </remarks>
public static partial class Readiness
{
    const uint EPOLLIN = 1, EPOLLOUT = 4, EPOLLONESHOT = 1u << 30;

    static readonly ConcurrentDictionary<long, TaskCompletionSource> Waits = [];
    static readonly Lazy<SafeFileHandle> Epoll = new(Start);
    static long last;

    /// <summary>When there is something to read, or the other end is gone.</summary>
    public static Task ReadableAsync(SafeHandle handle, CancellationToken cancel) => ReadyAsync(handle, EPOLLIN, cancel);

    /// <summary>When there is room to write, or the other end is gone.</summary>
    public static Task WritableAsync(SafeHandle handle, CancellationToken cancel) => ReadyAsync(handle, EPOLLOUT, cancel);

    /// <summary>Whether a read would find something now.</summary>
    // unsafe: one pollfd on this frame; the handle is held while its number is in use.
    public static unsafe bool IsReadable(SafeHandle handle)
    {
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            var order = stackalloc int[2] { (int)handle.DangerousGetHandle(), (int)EPOLLIN };
            return poll(order, 1, 0) > 0;
        }
        finally
        {
            if (held) handle.DangerousRelease();
        }
    }

    static async Task ReadyAsync(SafeHandle handle, uint events, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var copy = Libc.Duplicate(handle);
        var id = Interlocked.Increment(ref last);
        var wait = Waits[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            Add(copy, events | EPOLLONESHOT, id);
            using var _ = cancel.UnsafeRegister(static (wait, cancel) => ((TaskCompletionSource)wait!).TrySetCanceled(cancel), wait);
            await wait.Task;
        }
        finally
        {
            Remove(copy);
            Waits.TryRemove(id, out TaskCompletionSource? _);
        }
    }

    static SafeFileHandle Start()
    {
        const int EPOLL_CLOEXEC = 0x80000;
        var epoll = epoll_create1(EPOLL_CLOEXEC);
        if (epoll.IsInvalid) throw LinuxException.Last("epoll_create1");
        new Thread(() => Loop(epoll), maxStackSize: 256 * 1024) { IsBackground = true, Name = "readiness" }.Start();
        return epoll;
    }

    // unsafe: the kernel writes at most as many events as this frame has room for.
    static unsafe void Loop(SafeFileHandle epoll)
    {
        const int room = 32;
        var events = stackalloc byte[room * 16];
        while (true)
        {
            var count = epoll_wait(epoll, events, room, -1);
            for (var i = 0; i < count; i++)
                if (Waits.TryGetValue(*(long*)(events + i * EventSize + DataOffset), out var wait)) wait.TrySetResult();
        }
    }

    // unsafe: one event on this frame, 16 bytes at most.
    static unsafe void Add(SafeHandle handle, uint events, long id)
    {
        var order = stackalloc byte[16];
        *(uint*)order = events;
        *(long*)(order + DataOffset) = id;
        if (epoll_ctl(Epoll.Value, operation: 1, handle, order) != 0) throw LinuxException.Last("epoll_ctl(EPOLL_CTL_ADD)");
    }

    /// <summary>The open file lives on in its owner's descriptor, and so would the order.</summary>
    static unsafe void Remove(SafeHandle handle) => epoll_ctl(Epoll.Value, operation: 2, handle, null);

    // struct epoll_event is packed on x86_64 alone.
    static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    static readonly int EventSize = DataOffset + sizeof(long);

    [LibraryImport("libc", SetLastError = true)]
    private static partial SafeFileHandle epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int epoll_ctl(SafeHandle epoll, int operation, SafeHandle fd, byte* order);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int epoll_wait(SafeHandle epoll, byte* events, int room, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int poll(int* orders, nuint count, int timeout);
}
