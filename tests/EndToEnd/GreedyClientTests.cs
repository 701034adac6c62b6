using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>Clients that are only many, or want all of the daemon's memory: others are answered meanwhile, and what they hold has a bound together.</summary>
public class GreedyClientTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Four_hundred_connections_keep_nobody_out()
    {
        await using var tried = await Tried.StartAsync();
        var half = Stranger.Call(Stranger.AuthList, new byte[1000]).AsMemory(0, 500);
        var lie = Stranger.Number(0x01ff_ffff);
        List<Stranger> strangers = [];
        try
        {
            for (var i = 0; i < 400; i++)
            {
                Stranger stranger = new(tried.Daemon.Socket + (i % 2 == 0 ? "" : "-ro"));
                strangers.Add(stranger);
                switch (i % 4)
                {
                    case 1: Assert.True(await stranger.PressAsync(half)); break;
                    case 2: Assert.True(await stranger.PressAsync(lie)); break;
                    case 3: Assert.True(stranger.Ask(Stranger.AuthList, [])); break;
                }
            }
            Assert.True((await tried.Virsh.Run("list --all")).Ok);
            Assert.True((await tried.Virsh.RunReadOnly("list --all")).Ok);
            Assert.DoesNotContain(strangers, stranger => stranger.IsLeft);
        }
        finally
        {
            foreach (var stranger in strangers) stranger.Dispose();
        }
        await Wait.Until("their connections to be closed", () => Task.FromResult(Directory.GetFiles($"/proc/{tried.Daemon.Pid}/fd").Length < 300));
    }

    [Fact]
    public async Task One_user_alone_takes_nobody_elses_place()
    {
        Assert.SkipUnless(Environment.UserName is "root" && File.Exists("/usr/bin/python3") && File.Exists("/usr/bin/setpriv"), "needs root, setpriv and python3");
        await using var tried = await Tried.StartAsync(daemon =>
        {
            daemon.At.Folder("etc");
            daemon.At.Write("etc/aerostatd.conf", "max_clients = 40\n");
        });
        var many = tried.Daemon.At.Write("many.py", """
            import socket, sys
            many = []
            for i in range(60):
                one = socket.socket(socket.AF_UNIX)
                one.connect(sys.argv[1])
                many.append(one)
            print("come", flush=True)
            sys.stdin.read()
            """);
        var ran = await Ran.Shell($"""
            mkfifo end; exec 3<>end
            setpriv --reuid=65534 --clear-groups /usr/bin/python3 {many} {tried.Daemon.Socket}-ro <end >said & many=$!
            for i in $(seq 600); do grep -q come said && break; sleep .1; done
            for i in 1 2 3 4 5; do virsh -q -c {tried.Daemon.Uri} list --all && virsh -q -c '{tried.Daemon.ReadOnlyUri}' list --all && echo answered; done
            kill $many; wait $many 2>/dev/null
            """, tried.Daemon.At.Path);
        Assert.Equal(5, ran.Out.Split('\n').Count(line => line == "answered"));
        Assert.Contains("turned away", tried.Daemon.Said());
    }

    [Fact]
    public async Task Those_who_never_read_and_those_who_never_end_have_a_bound_together()
    {
        await using var tried = await Tried.StartAsync();
        await tried.Virsh.Do("capabilities");
        var before = PeakMemory(tried);
        var (many, endless) = (new byte[64 << 10], new byte[24 << 20]);
        var call = Stranger.Call(Stranger.ConnectGetCapabilities, []);
        for (var at = 0; at + call.Length <= many.Length; at += call.Length) call.CopyTo(many, at);
        many = many[..(many.Length / call.Length * call.Length)];
        Stranger.Number(0x01ff_ffff).CopyTo(endless, 0);
        using CancellationTokenSource over = new();
        var others = AskAsync(tried, over.Token);
        Stranger[] strangers = [.. Enumerable.Range(0, 16).Select(_ => Stranger.Open(tried.Daemon.Socket + "-ro", readOnly: true))];
        try
        {
            // Each keeps to what one client may have; all of them are too much.
            var pressed = Task.WhenAll(strangers.Select((stranger, i) => Task.Run(() => i % 2 == 0 ? PressAsync(stranger, many) : stranger.PressAsync(endless))));
            await Wait.Until("the greediest to be sent away", () => Task.FromResult(tried.Daemon.Said().Contains("hold too much", StringComparison.Ordinal)));
            await Task.WhenAny(pressed, Task.Delay(3000));
            await over.CancelAsync();
            output.WriteLine($"{strangers.Count(stranger => stranger.IsLeft)} of {strangers.Length} sent away, {await others} answers to others, {(PeakMemory(tried) - before) >> 20} MiB more");
        }
        finally
        {
            foreach (var stranger in strangers) stranger.Dispose();
        }
        Assert.InRange(await others, 1, int.MaxValue);
        Assert.InRange(PeakMemory(tried) - before, 0, 640 << 20);
        Assert.True((await tried.Virsh.Run("list --all")).Ok);
    }

    static async Task<bool> PressAsync(Stranger stranger, byte[] calls)
    {
        for (var i = 0; i < 10; i++)
            if (!await stranger.PressAsync(calls)) return false;
        return true;
    }

    /// <summary>One who asks all the time, and is to be answered.</summary>
    static async Task<int> AskAsync(Tried tried, CancellationToken over)
    {
        var answers = 0;
        do
        {
            await tried.Virsh.Do("list --all", TimeSpan.FromMinutes(2));
            answers++;
        }
        while (!over.IsCancellationRequested);
        return answers;
    }

    static long PeakMemory(Tried tried) =>
        1024 * long.Parse(File.ReadLines($"/proc/{tried.Daemon.Pid}/status").Single(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
