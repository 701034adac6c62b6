using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>A daemon with a guest that is well, which somebody asks for all the time, and one whose QEMU misbehaves on command.</summary>
public sealed class Scene : IAsyncLifetime
{
    readonly CancellationTokenSource over = new();
    Tried? tried;
    Bridge? bridge;
    ScriptedQemu? qemu;
    Footprint? footprint;
    readonly SemaphoreSlim calm = new(1, 1);
    Task asking = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        (tried, bridge) = (await Tried.StartAsync(daemon => Configure(daemon.At)), await Bridge.MakeAsync());
        qemu = new(tried.Daemon.At);
        Disk = tried.Daemon.At.Write("disk.img", new string('\0', 1 << 20));
        File.SetUnixFileMode(Disk, (UnixFileMode)0b110_100_000);
        Second = tried.Daemon.At.Write("second.img", new string('\0', 1 << 20));
        File.SetUnixFileMode(Second, (UnixFileMode)0b110_100_000);
        tried.Daemon.At.Write("password.xml", "<graphics type='vnc' autoport='yes' passwd='other'/>");
        footprint = new(tried, bridge, Disk, Second);
        await Virsh.Do($"create --paused {tried.Daemon.At.Write("well.xml", SmallGuest.Xml("well"))}");
        await DefineAsync();
        // The emulator is learned, and what is only made once is made.
        await Virsh.Do("start bad");
        await Virsh.Do("destroy bad");
        asking = AskAsync();
    }

    /// <summary>Four ports that nobody else has: a fifth start finds out whether the others were given back.</summary>
    static void Configure(Workspace at)
    {
        var first = Random.Shared.Next(20_000, 30_000);
        at.Folder("etc");
        at.Write("etc/aerostatd.conf", $"remote_display_port_min = {first}\nremote_display_port_max = {first + 3}\n");
    }

    /// <summary>Null where it can be had, else why not.</summary>
    public static string? Missing => ScriptedQemu.Missing ?? Bridge.Missing;

    public ScriptedQemu Qemu => qemu!;

    public Client Virsh => tried!.Virsh;

    public AerostatDaemon Daemon => tried!.Daemon;

    /// <summary>Two images that QEMU's user may not read of his own right: one that the guest starts with, and one to be plugged.</summary>
    public string Disk { get; private set; } = "";

    public string Second { get; private set; } = "";

    /// <summary>What QEMU was told last.</summary>
    public string Order { get; private set; } = "";

    /// <summary>How often the guest that is well was asked for, and answered.</summary>
    public int Asked { get; private set; }

    /// <summary>The guest that misbehaves: whatever takes a command to QEMU at its start is there.</summary>
    async Task DefineAsync() => await Virsh.Do($"define {Daemon.At.Write("bad.xml", SmallGuest.Xml("bad", $"""
        <emulator>{Qemu.Emulator}</emulator>
        <disk type='file'><source file='{Disk}'/><target dev='sda' bus='scsi'/></disk>
        <interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='{bridge!.Name}'/><model type='virtio'/><link state='down'/></interface>
        <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
        <disk type='file' device='cdrom'><target dev='sdc' bus='scsi'/><readonly/></disk>
        <video><model type='vga'/></video>
        <graphics type='vnc' autoport='yes' passwd='secret'/>
        """, memory: "<memory unit='MiB'>32</memory><currentMemory unit='MiB'>24</currentMemory>").Replace("<vcpu>1</vcpu>", "<vcpu current='1'>2</vcpu>", StringComparison.Ordinal))}");

    /// <summary>A document with another password for its screen.</summary>
    public string Password => Daemon.At["password.xml"];

    /// <summary>The bridge that cards are put into.</summary>
    public string BridgeName => bridge!.Name;

    /// <summary>Has QEMU do it at the first command of a step, then at the second, and so on, until the step needs no more.</summary>
    /// <param name="step">Gives the order when all is ready for it.</param>
    /// <returns>How many commands it took.</returns>
    public async Task<int> AtAnyCommandAsync(string what, Func<Action, Task> step)
    {
        for (var command = 1; command <= 100; command++)
        {
            var obeyed = Qemu.Obeyed.Length;
            await step(() => Give($"{command} {what}"));
            if (Qemu.Obeyed.Length == obeyed) return command - 1;
        }
        throw new InvalidOperationException("a step without an end");
    }

    /// <summary>Has QEMU do something at its next chance.</summary>
    public void Give(string order) => Qemu.Order(Order = order);

    /// <summary>Whatever went before: the guest that misbehaves is off, and behaves.</summary>
    public async Task EndAsync()
    {
        Qemu.Behave();
        if (await Virsh.State("bad") != "shut off") await Virsh.Run("destroy bad");
    }

    /// <summary>The most memory that the daemon has had so far, in bytes.</summary>
    public long PeakMemory() => 1024 * long.Parse(File.ReadLines($"/proc/{Daemon.Pid}/status").Single(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    /// <summary>What the daemon and its guests hold of this host, while nobody asks.</summary>
    public async Task<string> FootprintAsync(bool descriptors = true)
    {
        var found = "";
        await WithoutAskingAsync(async () =>
        {
            // Those who have asked last are out of the door.
            await Task.Delay(100);
            found = await footprint!.NowAsync(descriptors);
        });
        return found;
    }

    public Task NothingIsLeftAsync(string before, string after, bool descriptors = true) =>
        WithoutAskingAsync(() => footprint!.BecomesAsync(before, $"{after} where QEMU was told '{Order}'", descriptors));

    public async Task WithoutAskingAsync(Func<Task> step)
    {
        await calm.WaitAsync();
        try
        {
            await step();
        }
        finally
        {
            calm.Release();
        }
    }

    async Task AskAsync()
    {
        while (!over.IsCancellationRequested)
        {
            await calm.WaitAsync(CancellationToken.None);
            try
            {
                await Virsh.Do("domstats well", TimeSpan.FromSeconds(60));
                Asked++;
            }
            finally
            {
                calm.Release();
            }
            await Task.Delay(200, over.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        try
        {
            await asking;
        }
        finally
        {
            if (tried is not null) await tried.DisposeAsync();
            if (bridge is not null) await bridge.DisposeAsync();
            calm.Dispose();
            over.Dispose();
        }
    }
}
