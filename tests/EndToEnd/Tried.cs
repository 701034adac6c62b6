using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>What each test here begins with: a daemon in a folder of its own, and virsh talking to it.</summary>
sealed class Tried : IAsyncDisposable
{
    readonly AerostatDaemon daemon;

    Tried(NetworkSpace? space)
    {
        daemon = new() { Space = space };
        Virsh = Client.Virsh(daemon);
    }

    public Client Virsh { get; }

    public AerostatDaemon Daemon => daemon;

    /// <param name="prepare">Before it starts.</param>
    /// <param name="space">The network that it sees; null: the machine's.</param>
    public static async Task<Tried> StartAsync(Action<AerostatDaemon>? prepare = null, NetworkSpace? space = null)
    {
        var tried = new Tried(space);
        prepare?.Invoke(tried.daemon);
        await tried.daemon.StartAsync();
        return tried;
    }

    /// <summary>The QEMU processes of this daemon, by the folder they live in.</summary>
    public int[] Guests() => [.. daemon.At.Processes().Where(IsQemu)];

    static bool IsQemu(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").StartsWith("qemu-system", StringComparison.Ordinal) && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ");
        }
        catch (IOException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => daemon.DisposeAsync();
}
