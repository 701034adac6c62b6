using Aerostat.Linux;
using Aerostat.Qemu.Launch;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.Domains;

/// <summary>A running guest's private folder: its monitor, its channels.</summary>
static class GuestFolder
{
    /// <summary>Names are cut as libvirt cuts them: a socket's path has 107 bytes.</summary>
    const int LongestName = 20;

    static string Short(string name) => name.Length > LongestName ? name[..LongestName] : name;

    public static string Of(Folders folders, int id, string name) =>
        Path.Combine(folders.Guests, $"domain-{id}-{Short(name)}");

    /// <summary>Where memory that is a file lies, as under libvirt: <c>ram/ID-NAME</c>.</summary>
    public static string MemoryOf(Folders folders, int id, string name) => Path.Combine(folders.Guests, "ram", $"{id}-{Short(name)}");

    /// <summary>New and empty, open to QEMU's user alone.</summary>
    public static void Make(string folder, Identity? user)
    {
        Remove(folder);
        Directory.CreateDirectory(folder);
        Files.SetMode(folder, 0x1C0 /* 0700 */);
        if (user is not null) Files.SetOwner(folder, user.Uid, user.Gid);
    }

    /// <summary>Where clients of the host find the guest's channels, as under libvirt: <c>channel/target/domain-ID-NAME</c>.</summary>
    public static string ChannelsOf(string folder) => Path.Combine(Path.GetDirectoryName(folder)!, "channel", "target", Path.GetFileName(folder));

    /// <summary>A channel's socket there: by the channel's name, else by its port.</summary>
    public static string NameOf(Model.Channel channel) => channel.TargetName
        ?? (channel.Address is Model.VirtioSerialAddress port ? $"vioser-{port.Controller:d2}-{port.Bus:d2}-{port.Port:d2}.sock" : channel.Alias!);

    /// <summary>Removes the folders of guests that a killed daemon was about to start. One whose state cannot be read lives on: its monitor answers.</summary>
    /// <param name="used">Those of guests that are known.</param>
    public static async Task SweepAsync(Folders folders, IEnumerable<string> used, ILogger logger)
    {
        foreach (var folder in Directory.EnumerateDirectories(folders.Guests, "domain-*").Except(used).ToList())
        {
            if (await IsLivedInAsync(folder)) continue;
            try { Remove(folder); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { Log.FolderLeft(logger, folder, e.Message); }
        }
    }

    static async Task<bool> IsLivedInAsync(string folder)
    {
        var monitor = QemuLaunch.MonitorOf(folder);
        if (!File.Exists(monitor)) return false;
        try
        {
            using CancellationTokenSource enough = new(TimeSpan.FromSeconds(1));
            using var channel = await UnixChannel.ConnectAsync(monitor, enough.Token);
            // QEMU greets. A process that was to become one, and whose daemon is gone, is just leaving.
            return await channel.ReceiveAsync(new byte[1], null, enough.Token) > 0;
        }
        catch (LinuxException e)
        {
            return e.Errno is not (Errno.ECONNREFUSED or Errno.ECONNRESET);
        }
        catch (IOException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    public static void Remove(string folder)
    {
        foreach (var each in (string[])[folder, ChannelsOf(folder)])
            if (Directory.Exists(each)) Directory.Delete(each, recursive: true);
        MemoryFolders.Remove(folder);
    }
}
