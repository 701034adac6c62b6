using System.Diagnostics;

namespace Aerostat.Tests.Shared;

/// <summary>A daemon that speaks libvirt's RPC, in a folder of its own: ours, or the one we are compared with.</summary>
public abstract class Daemon(Workspace at) : IAsyncDisposable
{
    Process? process;

    public abstract string Name { get; }

    public abstract string Socket { get; }

    /// <summary>Where the guests' own output is found.</summary>
    public abstract string LogOf(string domain);

    public Workspace At => at;

    public virtual string Uri => $"qemu:///system?socket={Socket}";

    public string ReadOnlyUri => $"qemu:///system?socket={Socket}-ro";

    public int Pid => process?.Id ?? throw new InvalidOperationException($"{Name} is not running");

    /// <summary>Guests may lie in huge pages of 2 MiB: the daemon sees a file system of them, and nobody else does.</summary>
    public bool HasHugePages { get; init; }

    /// <summary>The network that it and its guests see; null: the machine's.</summary>
    public NetworkSpace? Space { get; init; }

    /// <summary>In the daemon's own mount namespace; empty where it shall see none.</summary>
    protected string MountHugePages => HasHugePages ? $"mkdir -p {at["huge"]}; mount -t hugetlbfs -o pagesize=2M hugetlbfs {at["huge"]}; " : "";

    protected abstract ProcessStartInfo Program();

    /// <summary>Starts it and returns when it answers.</summary>
    public async Task StartAsync()
    {
        var start = Space is null ? Program() : Space.Within(Program());
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        process = Process.Start(start)!;
        process.StandardInput.Close();
        var log = new StreamWriter(at[$"{Name}.out"], append: true) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => { lock (log) if (line.Data is { } text) log.WriteLine(text); };
        process.ErrorDataReceived += (_, line) => { lock (log) if (line.Data is { } text) log.WriteLine(text); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Wait.Until($"{Name} to answer\n{Said()}", async () => process.HasExited
            ? throw new InvalidOperationException($"{Name} ended with {process.ExitCode}:\n{Said()}")
            : File.Exists(Socket) && (await Ran.Of("virsh", ["-c", Uri, "version"])).Ok);
    }

    /// <summary>The daemon's own words so far, and how it ended where it did.</summary>
    public string Said()
    {
        if (!File.Exists(at[$"{Name}.out"])) return "";
        using var file = new FileStream(at[$"{Name}.out"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(file).ReadToEnd() + (process is { HasExited: true } ? $"ended with {process.ExitCode}\n" : "");
    }

    /// <summary>SIGTERM: it ends, its guests go on.</summary>
    public Task StopAsync() => EndAsync(Signals.Term);

    public Task KillAsync() => EndAsync(Signals.Kill);

    async Task EndAsync(int signal)
    {
        if (process is null) return;
        if (!process.HasExited) Signals.Send(process.Id, signal);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(Signals.Kill);
        at.Dispose();
        GC.SuppressFinalize(this);
    }
}
