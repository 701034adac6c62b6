using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Takes away the sockets at which clients of the host find these devices: QEMU has them open, but may not remove them from a folder that is not its own.</summary>
    /// <remarks>Source: libvirtd removes them at the guest's end, wherever they are; QEMU, where it can, when a channel goes.</remarks>
    Task RemoveSocketsAsync(IEnumerable<Device> devices) => RemoveSocketsAsync(devices.Where(HasSocket).Select(device => ((CharDevice)device).Backend.Path!));

    async Task RemoveSocketsAsync(IEnumerable<string> sockets)
    {
        foreach (var path in sockets)
        {
            try
            {
                await paths.RunAsync(path, () => Remove(path), CancellationToken.None, late: true);
            }
            catch (Exception e) when (e is VirtException or LinuxException)
            {
                Log.SocketLeft(host.Logger, State.Name, path, e.Message);
            }
        }

        static bool Remove(string path)
        {
            Files.RemoveSocket(path);
            return true;
        }
    }

    static bool HasSocket(Device device) => device is CharDevice { Backend: { Type: CharType.Unix, Mode: SocketEnd.Bind, Path: not null } };

    /// <summary>Takes away what lies among the guest's channels and is none: its plug was cut off before it was written down.</summary>
    Task RemoveStraySocketsAsync(RunState running)
    {
        var folder = GuestFolder.ChannelsOf(running.Folder);
        if (!Directory.Exists(folder)) return Task.CompletedTask;
        return RemoveSocketsAsync(Directory.EnumerateFiles(folder).Except(running.Live.Devices.All.OfType<CharDevice>().Select(device => device.Backend.Path ?? "")).ToList());
    }

    /// <summary>Takes away these cards' links upon the host's, which stay when QEMU closes them.</summary>
    void RemoveLinks(IEnumerable<Device> devices)
    {
        foreach (var link in devices.OfType<Interface>().Where(card => card.Type is InterfaceType.Direct).Select(card => card.Target).OfType<string>())
        {
            try { Macvtap.Remove(link); }
            catch (LinuxException e) { Log.LinkLeft(host.Logger, State.Name, link, e.Message); }
        }
    }
}
