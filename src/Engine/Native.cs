using System.Collections.Immutable;
using Aerostat.Engine.Domains;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu;

namespace Aerostat.Engine;

/// <summary>The command line of a guest that nobody starts. Nothing is made on the host, and what a start would miss there is missed.</summary>
/// <remarks>Source: libvirt <c>virConnectDomainXMLToNative</c>, whose cards all sit on taps that the caller is to make.</remarks>
static class Native
{
    /// <summary>The id of a guest that does not run.</summary>
    const int NoId = -1;

    /// <exception cref="VirtException">No start could succeed on this host.</exception>
    public static string Of(Hypervisor host, DomainDefinition definition, EmulatorCapabilities capabilities)
    {
        HostNeeds.Demand(host, definition, capabilities);
        var live = Nvram.Choose(host.Folders, host.Options.IsSystem, Complete.OnTaps(definition, capabilities.Platform), makes: false);
        var folder = GuestFolder.Of(host.Folders, NoId, live.Name);
        live = ScreenPlaces.WithRenderNodes(Channels(host, Aliases.Assign(live)));
        live = live with { Devices = live.Devices.Change(device => WithPort(ScreenPlaces.WithSocket(device, folder))) };
        return NativeText.Of([("LC_ALL", "C")], capabilities.Emulator, CommandLine.Build(live, capabilities, Plan(host, live)));
    }

    static LaunchPlan Plan(Hypervisor host, DomainDefinition live)
    {
        var folder = GuestFolder.Of(host.Folders, NoId, live.Name);
        // Numbers stand for descriptors that a caller would open.
        var taps = live.Devices.Interfaces.Index().ToImmutableDictionary(card => card.Item.Alias!, card => (Values.ValueList<int>)[Launcher.FirstDescriptor + card.Index]);
        return LaunchPlan.Empty with { Folder = folder, Now = host.Time.GetUtcNow(), MemoryFolder = GuestFolder.MemoryOf(host.Folders, NoId, live.Name), Taps = taps };
    }

    /// <summary>The first ports that a start would look for: 5900, and for SPICE the next.</summary>
    static Device WithPort(Device device) =>
        device is Graphics { AutoPort: true, Port: null, Type: GraphicsType.Spice, Listens: [{ Type: ListenType.Address or ListenType.Network }, ..] } graphics ? graphics with { Port = 5901 } : device;

    /// <summary>Sockets of channels lie in the guest's own folder, unless the document says another place.</summary>
    static DomainDefinition Channels(Hypervisor host, DomainDefinition live)
    {
        var folder = GuestFolder.ChannelsOf(GuestFolder.Of(host.Folders, NoId, live.Name));
        return live with
        {
            Devices = live.Devices with
            {
                Channels = live.Devices.Channels.Map(channel => channel.Backend is { Type: CharType.Unix, Path: null } backend
                    ? channel with { Backend = backend with { Mode = SocketEnd.Bind, Path = Path.Combine(folder, GuestFolder.NameOf(channel)) } } : channel),
            },
        };
    }
}
