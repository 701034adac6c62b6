using Aerostat.Engine.Secrets;
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
        Processors(host, definition, capabilities);
        Nodes(host, definition);
        Disks(host, definition);
        SecretNeeds.Demand(host.Secrets, definition.Os.Nvram?.Source);
        foreach (var device in definition.Devices.Hostdevs) SecretNeeds.Demand(host.Secrets, SecretUsage.Iscsi, device.Source.Auth?.Secret);
        Screens(definition);
        Devices(definition);
    }

    /// <summary>What a start needs besides.</summary>
    /// <exception cref="VirtException">The host has it not; nothing was made.</exception>
    public static void DemandForStart(Hypervisor host, DomainDefinition definition, EmulatorCapabilities capabilities)
    {
        if (definition.Type is DomainType.Kvm && !capabilities.Kvm)
            throw new VirtException(ErrorCode.ConfigUnsupported, $"unsupported configuration: KVM cannot be had for domain '{definition.Name}': {capabilities.KvmProblem ?? "/dev/kvm is not there"}")
            {
                Hint = "Use <domain type='qemu'>, or give this host and QEMU's user access to /dev/kvm.",
            };
        if (definition.NumaTune?.Placement is VcpuPlacement.Auto)
            throw new VirtException(ErrorCode.OperationFailed, "operation failed: Failed to query numad for the advisory nodeset", ErrorDomain.None) { Hint = "Name the nodes in <numatune>, or leave placement='auto' out." };
        foreach (var device in definition.Devices.All) host.Given.Demand(device);
        Demand(host, definition, capabilities);
        foreach (var card in definition.Devices.Interfaces) FilterNeeds.Demand(host.Filters, card);
        if (definition.Devices.Disks.FirstOrDefault(disk => disk.Source?.Reservations is { Managed: true }) is { } reserving)
            throw new VirtException(ErrorCode.ConfigUnsupported, $"unsupported configuration: disk '{reserving.Target}' has managed reservations, and no qemu-pr-helper is started for a guest")
            {
                Hint = "Run qemu-pr-helper as a service, and name its socket: <reservations managed='no'><source type='unix' path='…' mode='client'/></reservations>.",
            };
    }

    static void Processors(Hypervisor host, DomainDefinition definition, EmulatorCapabilities capabilities)
    {
        if (definition.Cpu is { Mode: null or CpuMode.Custom, Model: { Length: > 0 } cpu } && !capabilities.Knows(cpu, definition.Type is DomainType.Kvm))
            throw new VirtException(ErrorCode.InternalError, $"internal error: Unknown CPU model {cpu}", ErrorDomain.Cpu) { Hint = "'virsh domcapabilities' lists the models." };
        CpuDemand.Check(definition, capabilities, host.Node.CpuFlags);
    }

    /// <summary>Memory is asked for from nodes of the host.</summary>
    static void Nodes(Hypervisor host, DomainDefinition definition)
    {
        if (definition.NumaTune?.Placement is VcpuPlacement.Auto)
            throw new VirtException(ErrorCode.InternalError, "internal error: Advice from numad is needed in case of automatic numa placement", ErrorDomain.Domain)
            {
                Hint = "Name the nodes in <numatune>, or leave placement='auto' out.",
            };
        var known = host.Node.Topology.Nodes.Select(node => node.Number).ToHashSet();
        if (known.Count == 0) known.Add(0);
        var asked = new[] { definition.NumaTune?.Nodes }.Concat(definition.NumaTune?.Cells.Select(cell => cell.Nodes) ?? []).Concat(definition.Devices.Memories.Select(memory => memory.Source?.Nodes));
        foreach (var node in asked.OfType<Values.CpuSet>().SelectMany(nodes => nodes))
            if (!known.Contains(node))
                throw new VirtException(ErrorCode.ConfigUnsupported, $"unsupported configuration: NUMA node {node} is unavailable", ErrorDomain.None) { Hint = "'virsh capabilities' lists the host's nodes." };
    }

    /// <summary>Volumes are of pools that are there, secrets are known, and no client of ours can bring descriptors.</summary>
    static void Disks(Hypervisor host, DomainDefinition definition)
    {
        foreach (var disk in definition.Devices.Disks)
        {
            if (disk.Type is DiskType.Volume) _ = host.Pools[disk.Source?.Pool ?? ""];
            if (disk.Source?.FdGroup is { } group) throw Errors.Argument($"file descriptor group '{group}' was not associated with the domain");
            SecretNeeds.Demand(host.Secrets, disk);
        }
    }

    /// <summary>One place to listen at for each screen, and one that there can be.</summary>
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

    /// <summary>What the kernel gives to guests.</summary>
    static void Devices(DomainDefinition definition)
    {
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
}
