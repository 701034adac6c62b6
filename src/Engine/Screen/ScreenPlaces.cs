using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Aerostat.Model;

namespace Aerostat.Engine;

/// <summary>Where a guest's screens listen and what draws them, for all that the document leaves to the daemon.</summary>
static partial class ScreenPlaces
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
    /// <param name="lost">Ports not to be tried again.</param>
    public static Device Listening(Hypervisor host, Guid uuid, IReadOnlySet<int> lost, Device device)
    {
        if (device is Graphics { Type: GraphicsType.Vnc, Listens: [{ Type: ListenType.Address, Address: null } first] } graphics)
            device = graphics with { Listens = [first with { Address = host.Options.VncListen }] };
        return WithPort(host, uuid, lost, device);
    }

    /// <summary>The port that was chosen for a guest's screen, where QEMU ended because it had become somebody else's.</summary>
    /// <param name="failure">Of the start; QEMU's last words are in it.</param>
    /// <remarks>Source: QEMU, <c>util/qemu-sockets.c</c>: <c>-vnc 127.0.0.1:0: Failed to find an available port: Address already in use</c>.</remarks>
    public static int? PortLost(Exception failure, DomainDefinition live) =>
        failure is VirtException && InUse().IsMatch(failure.Message)
            ? live.Devices.Graphics.FirstOrDefault(graphics => graphics is { Type: GraphicsType.Vnc, Socket: null } && IsOurs(graphics))?.Port : null;

    [GeneratedRegex("-vnc .*: Address already in use")]
    private static partial Regex InUse();

    /// <summary>Its port is the daemon's to choose.</summary>
    static bool IsOurs(Graphics graphics) => graphics.AutoPort is true || graphics.Port is null or <= 0;

    static Device WithPort(Hypervisor host, Guid uuid, IReadOnlySet<int> lost, Device device)
    {
        if (device is not Graphics { Type: GraphicsType.Vnc, Socket: null } graphics) return device;
        if (!IsOurs(graphics))
        {
            host.Ledger.Take(Claim.TcpPort, $"{graphics.Port}", uuid);
            return device;
        }
        if (!host.Ledger.TryTakeFirst(Claim.TcpPort, host.Options.VncPortMin, host.Options.VncPortMax, uuid, port => !lost.Contains(port) && IsFree(port), out var found))
            throw Errors.Internal($"Unable to find an unused port in range 'VNC' ({host.Options.VncPortMin}-{host.Options.VncPortMax})");
        return graphics with { Port = found };
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
