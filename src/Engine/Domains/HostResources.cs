using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Aerostat.Engine.HostDevices;
using Aerostat.Engine.Secrets;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu;

namespace Aerostat.Engine.Domains;

/// <summary>What devices need of the host before QEMU can have them: taps, vhost descriptors, listening sockets. Disposing closes our own copies.</summary>
/// <remarks>A tap lives as long as a descriptor of it: what fails in between leaves none behind.</remarks>
sealed class HostResources : IDisposable
{
    readonly List<SafeHandle> handles = [];

    /// <summary>Of the host's cards; they do not go with their last descriptor.</summary>
    readonly List<string> links = [];

    /// <summary>In the order in which a new QEMU finds them.</summary>
    public IReadOnlyList<SafeHandle> Handles => handles;

    public LaunchPlan Plan { get; private set; } = LaunchPlan.Empty;

    /// <summary>Descriptors are named by their place for a start, by our own number for a plug.</summary>
    readonly bool forStart;

    /// <summary>Cards may be served by the kernel: libvirt gives vhost-net to guests under KVM alone.</summary>
    public bool Vhost { get; init; }

    /// <summary>Opens the kernel's back-end once for each queue; null: this host has it not.</summary>
    public Func<int, IReadOnlyList<SafeHandle>?> OpenVhost { get; init; } = VhostNet.TryOpen;

    /// <summary>Where the values of secrets are; null: none is handed over.</summary>
    public SecretSet? Secrets { get; init; }

    /// <summary>What is written upon links that outlive a crash.</summary>
    public string Owner { get; init; } = "";

    /// <summary>For a start. A running QEMU chooses the number of a set itself.</summary>
    int nextSet = 1;

    /// <param name="forStart">Else for a plug into a running guest.</param>
    public HostResources(bool forStart)
    {
        this.forStart = forStart;
        Plan = Plan with { Running = !forStart };
    }

    /// <summary>Makes what one device needs.</summary>
    /// <returns>The device with what was chosen for it.</returns>
    public Device Make(Device device, string folder, Identity? user)
    {
        if (Secrets is not null)
            foreach (var (id, value) in SecretNeeds.Values(Secrets, device)) Plan = Plan with { Secrets = Plan.Secrets.SetItem(id, Number([Linux.Files.Memory("secret", value)])[0]) };
        // The first console under its other name shares the serial port's own.
        if (device is CharDevice { Alias: not null } and not ConsoleDevice { TargetType: null or ConsoleTargetType.Serial }) Files((CharDevice)device);
        return device switch
        {
            Interface card => Card(card),
            Vsock vsock => Numbered(vsock),
            Hostdev { Type: HostdevType.Usb } given => given with { Source = UsbDevices.Locate(given.Source) },
            // Without a path it is the daemon's to make, whatever end was read.
            Channel { Backend: { Type: CharType.Unix } backend } channel when backend.Path is null || backend.Mode is SocketEnd.Bind => Socket(channel, backend, folder, user),
            _ => device,
        };
    }

    /// <summary>Logs are the daemon's own, which QEMU only adds to: it is handed each one open.</summary>
    void Files(CharDevice device)
    {
        if (device.Backend.LogFile is { } log) Pass($"{device.Alias}-log", log, device.Backend.LogAppend is not false);
        if (device.Backend is { Type: CharType.File, Path: { } path }) Pass($"{device.Alias}-source", path, device.Backend.Append is true);
    }

    void Pass(string key, string path, bool append)
    {
        var file = Linux.Files.OpenAppend(path);
        Pass(key, file);
        if (!append) Linux.Files.SetLength(file, 0);
    }

    void Pass(string key, SafeHandle file) => Plan = Plan with { Sets = Plan.Sets.SetItem(key, new(nextSet++, Number([file])[0])) };

    public void Monitor(string folder, Identity? user) =>
        Plan = Plan with { Folder = folder, Monitor = Listen(Aerostat.Qemu.Launch.QemuLaunch.MonitorOf(folder), user) };

    Interface Card(Interface card)
    {
        if (card.Type is InterfaceType.Vdpa) return Vdpa(card);
        if (card.Type is InterfaceType.Direct) return Direct(card);
        if (card.Type is not (InterfaceType.Bridge or InterfaceType.Network or InterfaceType.Ethernet)) return card;
        var bridge = card.Type is InterfaceType.Ethernet ? null : card.Source?.Bridge;
        if (bridge is not null && !NetworkInterface.IsBridge(bridge))
            throw new VirtException(ErrorCode.SystemError, NetworkInterface.Exists(bridge)
                ? $"'{bridge}' is not a bridge: Operation not supported"
                : $"Cannot get interface MTU on '{bridge}': No such device", ErrorDomain.None)
            {
                Hint = $"Make the bridge first: ip link add {bridge} type bridge && ip link set {bridge} up.",
            };
        var queues = (int)Math.Max(1, card.Driver?.Queues ?? 1);
        var tap = Tap.Create(card.Target is { } name && !name.StartsWith("vnet", StringComparison.Ordinal) ? name : Tap.Pattern, queues);
        try
        {
            tap.Connect(bridge, card.Mac ?? default, (int?)card.Mtu);
            if (bridge is not null && card.IsolatedPort is true) NetworkInterface.IsolatePort(tap.Name);
        }
        catch
        {
            tap.Dispose();
            throw;
        }
        return Handed(card, tap.Name, tap.Queues);
    }

    /// <summary>A card of the host's, with an address of the guest's own.</summary>
    Interface Direct(Interface card)
    {
        var lower = card.Source?.Device ?? "";
        if (!NetworkInterface.Exists(lower)) throw new VirtException(ErrorCode.SystemError, $"Cannot get interface MTU on '{lower}': No such device", ErrorDomain.None) { Hint = "See which there are: ip link." };
        var mode = card.Source?.Mode switch { MacvtapMode.Private => MacvlanMode.Private, MacvtapMode.Bridge => MacvlanMode.Bridge, MacvtapMode.Passthrough => MacvlanMode.Passthru, _ => MacvlanMode.Vepa };
        var name = card.Target is { } wanted && !wanted.StartsWith("macvtap", StringComparison.Ordinal) ? wanted : null;
        if (card.Vlan is { Tags.IsEmpty: false }) throw Errors.ConfigUnsupported($"vlan can only be set for SR-IOV VFs, but {lower} is not a VF");
        try
        {
            var made = Macvtap.Create(name, lower, card.Mac ?? default, mode, (int)Math.Max(1, card.Driver?.Queues ?? 1), Owner);
            links.Add(made.Name);
            return Handed(card, made.Name, made.Queues);
        }
        catch (LinuxException e)
        {
            throw new VirtException(ErrorCode.SystemError, $"error creating macvtap interface {name ?? "macvtap"}@{lower} ({card.Mac}): {Marshal.GetPInvokeErrorMessage(e.Errno)}", ErrorDomain.None, e)
            {
                Hint = e.Errno is Errno.EINVAL or Errno.EBUSY ? $"A card in mode 'passthrough' serves one link alone; see what is upon it: ip -d link show | grep @{lower}." : null,
            };
        }
    }

    /// <summary>A card of the host's that speaks virtio by itself.</summary>
    Interface Vdpa(Interface card)
    {
        var device = card.Source?.Device ?? "";
        try
        {
            Pass($"{card.Alias}-vdpa", Linux.Files.OpenWrite(device));
            return card;
        }
        catch (LinuxException e)
        {
            throw new VirtException(ErrorCode.SystemError, $"Unable to open '{device}' for vdpa device: {Marshal.GetPInvokeErrorMessage(e.Errno)}", ErrorDomain.None, e)
            {
                Hint = "See which there are: vdpa dev show; the vhost_vdpa module makes /dev/vhost-vdpa-N of them.",
            };
        }
    }

    /// <summary>Its queues, and the kernel's back-end for each where it may serve them.</summary>
    Interface Handed(Interface card, string name, IReadOnlyList<SafeHandle> queues)
    {
        var alias = card.Alias!;
        Plan = Plan with { Taps = Plan.Taps.SetItem(alias, Number(queues)) };
        if (Vhost && card.Driver?.Name is not InterfaceDriverName.Qemu && card.IsVirtio)
        {
            if (OpenVhost(queues.Count) is { } vhost) Plan = Plan with { VhostNets = Plan.VhostNets.SetItem(alias, Number(vhost)) };
            else if (card.Driver?.Name is InterfaceDriverName.Vhost)
                throw Errors.ConfigUnsupported("vhost-net was requested for an interface, but is unavailable");
        }
        return card with { Target = name };
    }

    /// <summary>Takes away what was made and stays when it is closed: the guest, or the device, never came to be.</summary>
    public void Undo()
    {
        foreach (var link in links) Macvtap.Remove(link);
    }

    /// <summary>A guest's number is the kernel's to give: two guests never have the same.</summary>
    Vsock Numbered(Vsock vsock)
    {
        try
        {
            var (handle, cid) = VhostVsock.Open(vsock.AutoCid is true ? null : vsock.Cid);
            Plan = Plan with { Vhosts = Plan.Vhosts.SetItem(vsock.Alias!, Number([handle])[0]) };
            return vsock with { Cid = cid };
        }
        catch (LinuxException e) when (e.Errno is Errno.EADDRINUSE)
        {
            throw Errors.Failed($"Failed to set guest cid: number {vsock.Cid} is another guest's");
        }
        catch (LinuxException e)
        {
            throw new VirtException(ErrorCode.ConfigUnsupported, $"unsupported configuration: unable to open vhost-vsock device: {e.Message}", cause: e) { Hint = "Load the vhost_vsock module." };
        }
    }

    Channel Socket(Channel channel, CharBackend backend, string folder, Identity? user)
    {
        var path = backend.Path ?? Path.Combine(GuestFolder.ChannelsOf(folder), GuestFolder.NameOf(channel));
        if (backend.Path is null) Directory.CreateDirectory(GuestFolder.ChannelsOf(folder));
        Plan = Plan with { Chardevs = Plan.Chardevs.SetItem(channel.Alias!, Listen(path, user)) };
        return channel with { Backend = backend with { Mode = SocketEnd.Bind, Path = path } };
    }

    int Listen(string path, Identity? user)
    {
        using var listener = UnixListener.Listen(path, 0x1F8 /* 0770 */, user?.Gid, user?.Uid);
        return Number([listener.Detach()])[0];
    }

    ValueList<int> Number(IEnumerable<SafeHandle> more)
    {
        List<int> numbers = [];
        foreach (var handle in more)
        {
            numbers.Add(forStart ? Launcher.FirstDescriptor + handles.Count : (int)handle.DangerousGetHandle());
            handles.Add(handle);
        }
        return [.. numbers];
    }

    public void Dispose()
    {
        foreach (var handle in handles) handle.Dispose();
    }
}
