using System.Net;
using System.Net.Sockets;
using Aerostat.Model;

namespace Aerostat.Engine;

/// <summary>Where a guest's screens listen and what draws them, for all that the document leaves to the daemon.</summary>
static class ScreenPlaces
{
    /// <summary>Screens that listen on a socket and do not say where do it in the guest's folder.</summary>
    public static Device WithSocket(Device device, string folder) =>
        device is Graphics { Listens: [{ Type: ListenType.Socket, Socket: null } first] } graphics
            ? graphics with { Listens = [first with { Socket = Path.Combine(folder, $"{graphics.Type.Word()}.sock") }] } : device;

    /// <summary>A screen that is drawn by the host's graphics card, and names none, gets the first.</summary>
    public static DomainDefinition WithRenderNodes(DomainDefinition live) => live with
    {
        Devices = live.Devices with
        {
            Graphics = live.Devices.Graphics.Map(graphics => graphics.RenderNode is null && (graphics.Type is GraphicsType.EglHeadless || graphics is { Type: GraphicsType.Spice, Gl: true }) ? graphics with { RenderNode = FirstRenderNode() } : graphics),
            Videos = live.Devices.Videos.Map(video => video is { DriverName: VideoDriver.Vhostuser, Model.RenderNode: null } ? video with { Model = video.Model with { RenderNode = FirstRenderNode() } } : video),
        },
    };

    static string FirstRenderNode()
    {
        const string Folder = "/dev/dri";
        if (!Directory.Exists(Folder)) throw new VirtException(ErrorCode.SystemError, $"cannot open directory '{Folder}': No such file or directory", ErrorDomain.None) { Hint = "This host has no graphics card to draw with: leave <gl> and egl-headless out." };
        return Directory.EnumerateFiles(Folder, "renderD*").Order(StringComparer.Ordinal).FirstOrDefault() ?? throw Errors.ConfigUnsupported("No DRM render nodes available");
    }

    /// <summary>An address, where the document leaves it to the daemon, and a port.</summary>
    public static Device Listening(Hypervisor host, Guid uuid, Device device)
    {
        if (device is Graphics { Type: GraphicsType.Vnc, Listens: [{ Type: ListenType.Address, Address: null } first] } graphics)
            device = graphics with { Listens = [first with { Address = host.Options.VncListen }] };
        return WithPort(host, uuid, device);
    }

    static Device WithPort(Hypervisor host, Guid uuid, Device device)
    {
        if (device is not Graphics { Type: GraphicsType.Vnc, Socket: null } graphics) return device;
        if (graphics.AutoPort is not true && graphics.Port is > 0 and var given)
        {
            host.Ledger.Take(Claim.TcpPort, $"{graphics.Port}", uuid);
            return device;
        }
        if (!host.Ledger.TryTakeFirst(Claim.TcpPort, host.Options.VncPortMin, host.Options.VncPortMax, uuid, IsFree, out var port))
            throw Errors.Internal($"Unable to find an unused port in range 'VNC' ({host.Options.VncPortMin}-{host.Options.VncPortMax})");
        return graphics with { Port = port };
    }

    static bool IsFree(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
