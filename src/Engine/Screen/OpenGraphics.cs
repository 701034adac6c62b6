using System.Runtime.InteropServices;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Hands a display one more client, by a connected socket.</summary>
    /// <param name="index">Of the displays, in the order of the document.</param>
    /// <param name="client">QEMU has its own copy of it when this returns.</param>
    /// <param name="trusted">The client needs no password: whoever opens the socket has said who it is.</param>
    /// <remarks>Source: QAPI <c>getfd</c>, <c>add_client</c>; libvirt <c>virDomainOpenGraphics</c>.</remarks>
    public Task OpenGraphicsAsync(uint index, SafeHandle client, bool trusted, CancellationToken cancel) => turns.TakeAsync("open-graphics", async turn =>
    {
        const string name = "graphics-client";
        var running = turn.State.Running ?? throw Errors.NotRunning();
        var displays = running.Live.Devices.Graphics;
        if (index >= displays.Count) throw Errors.Internal($"No graphics backend with index {index}");
        var protocol = displays[(int)index].Type switch
        {
            GraphicsType.Vnc => "vnc",
            GraphicsType.Spice => "spice",
            GraphicsType.Dbus => "@dbus-display",
            var other => throw Errors.Invalid($"Can only open VNC, SPICE or D-Bus p2p graphics backends, not {other.Word()}"),
        };
        var live = Live();
        try
        {
            await live.Monitor.PassAsync(name, client, live.Gone);
            await live.Monitor.ExecuteAsync(new AddClient(protocol, name, trusted ? true : null), live.Gone);
        }
        catch (QmpException e)
        {
            await live.TryAskAsync(new CloseDescriptor(name));
            throw Errors.Internal(e.Message, e);
        }
        catch (OperationCanceledException)
        {
            throw Errors.Gone();
        }
    }, cancel);

    /// <summary>Makes a socket to a display.</summary>
    /// <returns>The client's end.</returns>
    /// <remarks>Source: libvirt <c>virDomainOpenGraphicsFD</c>.</remarks>
    public async Task<SafeHandle> OpenGraphicsAsync(uint index, bool trusted, CancellationToken cancel)
    {
        var (ours, theirs) = Files.SocketPair();
        using (theirs)
        {
            try
            {
                await OpenGraphicsAsync(index, theirs, trusted, cancel);
                return ours;
            }
            catch
            {
                ours.Dispose();
                throw;
            }
        }
    }
}
