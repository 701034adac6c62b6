using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu;

namespace Aerostat.Engine.Domains;

/// <summary>What a definition needs of this very host: nodes, devices, a processor's features.</summary>
static class HostNeeds
{
    /// <exception cref="VirtException">The host has it not; nothing was made.</exception>
    public static void Demand(Hypervisor host, DomainDefinition definition, EmulatorCapabilities capabilities)
    {
        CpuDemand.Check(definition, capabilities, host.Node.CpuFlags);
        Nodes(host, definition);
        var given = definition.Devices.Hostdevs.Any(device => device is { Type: HostdevType.Pci, DriverName: null }) || definition.Devices.Interfaces.Any(card => card is { Type: InterfaceType.Hostdev, HostdevDriver: null });
        if (given && !File.Exists("/dev/vfio/vfio"))
            throw new VirtException(ErrorCode.InternalError, "internal error: this host cannot give PCI devices away: it has no /dev/vfio/vfio") { Hint = "Switch the IOMMU on, and load the vfio-pci module." };
        foreach (var device in definition.Devices.Hostdevs)
            if (device.Type is HostdevType.ScsiHost && !File.Exists("/dev/vhost-scsi"))
                throw new VirtException(ErrorCode.ConfigUnsupported, "unsupported configuration: vhost-scsi device file '/dev/vhost-scsi' cannot be found", ErrorDomain.None) { Hint = "Load the vhost_scsi module." };
        foreach (var tpm in definition.Devices.Tpms)
            if (tpm.Backend is { Type: TpmBackendType.Passthrough } backend && (backend.DevicePath ?? "/dev/tpm0") is var path && !File.Exists(path))
                throw new VirtException(ErrorCode.SystemError, $"Could not open TPM device {path}: No such file or directory") { Hint = "Name the host's device, or use <backend type='emulator'/>." };
    }

    /// <summary>Memory is asked for from nodes of the host.</summary>
    static void Nodes(Hypervisor host, DomainDefinition definition)
    {
        var known = host.Node.Topology.Nodes.Select(node => node.Number).ToHashSet();
        if (known.Count == 0) known.Add(0);
        var asked = new[] { definition.NumaTune?.Nodes }.Concat(definition.NumaTune?.Cells.Select(cell => cell.Nodes) ?? []).Concat(definition.Devices.Memories.Select(memory => memory.Source?.Nodes));
        foreach (var node in asked.OfType<Values.CpuSet>().SelectMany(nodes => nodes))
            if (!known.Contains(node))
                throw new VirtException(ErrorCode.ConfigUnsupported, $"unsupported configuration: NUMA node {node} is unavailable", ErrorDomain.None) { Hint = "'virsh capabilities' lists the host's nodes." };
    }

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
}
