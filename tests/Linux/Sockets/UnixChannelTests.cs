using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux.Tests;

public sealed class UnixChannelTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_descriptor_arrives_with_its_byte_between_the_others()
    {
        var (here, there) = UnixChannel.Pair();
        using var _ = here;
        using var __ = there;
        using var file = File.OpenHandle("/proc/self/status");

        await here.SendAsync("ab"u8.ToArray(), Cancel);
        await here.SendAsync("c"u8.ToArray(), file, Cancel);
        await here.SendAsync("de"u8.ToArray(), Cancel);
        here.Dispose();

        List<SafeFileHandle> passed = [];
        List<byte> bytes = [];
        var buffer = new byte[16];
        for (int count; (count = await there.ReceiveAsync(buffer, passed, Cancel)) > 0;) bytes.AddRange(buffer[..count]);
        Assert.Equal("abcde"u8.ToArray(), bytes);
        using var got = Assert.Single(passed);
        Assert.Equal(FileStatus.Of(file).Identity, FileStatus.Of(got).Identity);
    }

    [Fact]
    public async Task Whoever_wants_no_descriptors_leaks_none()
    {
        var (here, there) = UnixChannel.Pair();
        using var _ = here;
        using var __ = there;
        using var file = File.OpenHandle("/proc/self/status");
        var before = Open();

        for (var i = 0; i < 100; i++)
        {
            await here.SendAsync("x"u8.ToArray(), file, Cancel);
            Assert.Equal(1, await there.ReceiveAsync(new byte[4], null, Cancel));
        }
        Assert.InRange(Open(), 0, before + 20); // other tests open some meanwhile

        static int Open() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
    }

    [Fact]
    public async Task A_full_buffer_holds_the_sender_of_a_descriptor_until_there_is_room()
    {
        var (here, there) = UnixChannel.Pair();
        using var _ = here;
        using var __ = there;
        using var file = File.OpenHandle("/proc/self/status");
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            for (; sent < 2000; sent++) await here.SendAsync("x"u8.ToArray(), file, Cancel);
        }, Cancel);
        await Task.WhenAny(sending, Task.Delay(200, Cancel));
        Assert.False(sending.IsCompleted);

        var received = 0;
        while (received < 2000) received += await there.ReceiveAsync(new byte[64], null, Cancel);
        await sending;
    }

    [Fact]
    public async Task A_wait_ends_when_the_other_end_goes()
    {
        var (here, there) = UnixChannel.Pair();
        using var _ = here;
        var waiting = here.ReceiveAsync(new byte[1], null, Cancel).AsTask();
        there.Dispose();
        Assert.Equal(0, await waiting);
        var error = await Assert.ThrowsAsync<LinuxException>(async () => await here.SendAsync("x"u8.ToArray(), Cancel));
        Assert.Equal(Errno.EPIPE, error.Errno);
    }

    [Fact]
    public async Task A_wait_ends_when_it_is_cancelled_and_nothing_is_lost()
    {
        var (here, there) = UnixChannel.Pair();
        using var _ = here;
        using var __ = there;
        using CancellationTokenSource stop = new();
        var waiting = here.ReceiveAsync(new byte[1], null, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        await there.SendAsync("x"u8.ToArray(), Cancel);
        Assert.Equal(1, await here.ReceiveAsync(new byte[1], null, Cancel));
    }

    [Fact]
    public async Task A_listener_knows_its_peer_and_leaves_the_path_of_its_successor()
    {
        var folder = Directory.CreateTempSubdirectory();
        var path = Path.Combine(folder.FullName, "sock");
        var listener = UnixListener.Listen(path, 0b111_000_000);
        Assert.Equal(0b111_000_000u, FileStatus.Of(path).Mode);

        var accepting = listener.AcceptAsync(Cancel);
        using var client = await UnixChannel.ConnectAsync(path, Cancel);
        using var server = await accepting;
        Assert.Equal(Environment.ProcessId, server.Peer.Pid);

        using var successor = UnixListener.Listen(path, 0b111_000_000);
        listener.Dispose();
        Assert.True(File.Exists(path));
        successor.Dispose();
        Assert.False(File.Exists(path));
        folder.Delete();
    }

    [Fact]
    public void A_path_too_long_for_a_socket_is_refused_with_the_limit()
    {
        var error = Assert.Throws<LinuxException>(() => UnixListener.Listen("/tmp/" + new string('x', 120), 0));
        Assert.Contains("no Unix socket's path more than 107", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_too_long_for_a_socket_is_walked_through()
    {
        var top = Directory.CreateTempSubdirectory();
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(top.FullName, new string('x', 200))).FullName, "monitor.sock");
        using (var listener = UnixListener.Listen(path, 0b111_000_000))
        {
            var accepting = listener.AcceptAsync(Cancel);
            using var client = await UnixChannel.ConnectAsync(path, Cancel);
            using var server = await accepting;
            Assert.Equal(Environment.ProcessId, UnixListener.WhoListens(path)?.Pid);
        }
        Assert.Null(UnixListener.WhoListens(path));
        Assert.False(File.Exists(path));
        top.Delete(recursive: true);
    }

    [Fact]
    public void A_file_in_the_way_of_a_socket_is_not_removed()
    {
        var path = Path.GetTempFileName();
        Assert.Throws<LinuxException>(() => UnixListener.Listen(path, 0b111_000_000));
        File.Delete(path);
    }

    [Fact]
    public async Task A_socket_given_away_still_takes_connections_at_its_path()
    {
        var folder = Directory.CreateTempSubdirectory();
        var path = Path.Combine(folder.FullName, "sock");
        var listener = UnixListener.Listen(path, 0b111_000_000);
        using (listener.Detach())
        {
            listener.Dispose();
            using var client = await UnixChannel.ConnectAsync(path, Cancel);
        }
        folder.Delete(recursive: true);
    }
}
