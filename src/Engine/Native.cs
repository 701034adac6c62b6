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
        if (definition.NumaTune?.Placement is VcpuPlacement.Auto)
            throw new VirtException(ErrorCode.InternalError, "internal error: Advice from numad is needed in case of automatic numa placement", ErrorDomain.Domain)
            {
                Hint = "Name the nodes in <numatune>, or leave placement='auto' out.",
            };
        Screens(definition);
        SecretsAreThere(host, definition);
        foreach (var disk in definition.Devices.Disks)
        {
            if (disk.Type is DiskType.Volume) _ = host.Pools[disk.Source?.Pool ?? ""];
            if (disk.Source?.FdGroup is { } group) throw Errors.Argument($"file descriptor group '{group}' was not associated with the domain");
        }
        var live = Nvram.Choose(host.Folders, host.Options.IsSystem, Complete.OnTaps(definition, capabilities.Platform), makes: false);
        var folder = GuestFolder.Of(host.Folders, NoId, live.Name);
        live = HostNeeds.WithRenderNodes(Channels(host, Aliases.Assign(live)));
        live = live with { Devices = live.Devices.Change(device => WithPort(HostNeeds.WithSocket(device, folder))) };
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

    static void Screens(DomainDefinition definition)
    {
        foreach (var graphics in definition.Devices.Graphics)
        {
            if (graphics.Listens.Count > 1) throw Errors.ConfigUnsupported($"QEMU listens at one place for a screen, and {graphics.Listens.Count} are named");
            if (graphics is { Type: GraphicsType.Vnc, AutoPort: not true, Port: > 0 and (< 5900 or > 65535) }) throw Errors.ConfigUnsupported("vnc port must be in range [5900,65535]");
            if (graphics.Listens is [{ Type: ListenType.Network, Network: { } network }])
                throw new VirtException(ErrorCode.NoNetwork, $"Network not found: no network with matching name '{network}'", ErrorDomain.Network) { Hint = "Listen at an address." };
        }
    }

    static void SecretsAreThere(Hypervisor host, DomainDefinition definition)
    {
        foreach (var disk in definition.Devices.Disks)
        {
            Demand(disk.Source);
            Known(disk.Source?.Protocol is NetworkProtocol.Rbd ? SecretUsage.Ceph : SecretUsage.Iscsi, disk.Auth?.Secret);
            foreach (var secret in disk.Encryption?.Secrets ?? []) Known(SecretUsage.Volume, secret);
            for (var image = disk.BackingStore; image is not null; image = image.Below) Demand(image.Source);
        }
        Demand(definition.Os.Nvram?.Source);
        foreach (var device in definition.Devices.Hostdevs) Known(SecretUsage.Iscsi, device.Source.Auth?.Secret);

        void Demand(DiskSource? source)
        {
            Known(source?.Protocol is NetworkProtocol.Rbd ? SecretUsage.Ceph : SecretUsage.Iscsi, source?.Auth?.Secret);
            foreach (var secret in source?.Encryption?.Secrets ?? []) Known(SecretUsage.Volume, secret);
        }

        void Known(SecretUsage usage, SecretRef? secret)
        {
            if (secret?.Uuid is { } uuid) _ = host.Secrets[uuid];
            else if (secret?.Usage is { } id) _ = host.Secrets.ByUsage(usage, id);
        }
    }
}
