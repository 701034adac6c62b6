using Aerostat.Engine.HostDevices.Giving;
using Aerostat.Model;

namespace Aerostat.Engine.Networks;

/// <summary>What a network gives to guests of the host's: cards by name, or functions by their place.</summary>
/// <remarks>Source: libvirt's <c>networkValidate</c>, <c>networkCreateInterfacePool</c>.</remarks>
static class NetworkPool
{
    /// <summary>What a document asks for: cards by name count before functions, and those before a whole card, as libvirt reads it.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>: not in this mode, or it is no such function.</exception>
    public static NetworkDefinition Asked(NetworkDefinition network, GivenFunctions given)
    {
        if (network.Forward is not { } forward) return network;
        forward = forward with
        {
            Devices = forward.Interfaces.IsEmpty ? forward.Devices : [],
            PhysicalFunction = forward.Interfaces.IsEmpty && forward.Devices.IsEmpty ? forward.PhysicalFunction : null,
        };
        var isHostdev = forward.Mode is NetworkForwardMode.Hostdev;
        if (isHostdev && forward.Device is { } card)
            throw NetworkErrors.Unsupported($"hostdev network '{network.Name}' lists '{card}' in the device pool, but hostdev networks require all devices to be listed by PCI address, not network device name");
        foreach (var device in forward.Devices)
        {
            if (!isHostdev)
                throw NetworkErrors.Unsupported($"network '{network.Name}' has forward mode '{forward.Mode.Word()}'  but lists a device by PCI address in the device pool. This is only supported for networks with forward mode 'hostdev'");
            if (!given.IsPart(device.Address.ToString()))
                throw NetworkErrors.Unsupported($"device '/sys/bus/pci/devices/{device.Address}' in network '{network.Name}' is not an SR-IOV Virtual Function", "'lspci -D' lists those that are there.");
        }
        return network with { Forward = forward };
    }

    /// <summary>All functions of a card.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: it has none.</exception>
    public static ValueList<HostPciAddress> Of(string card, IReadOnlyList<string> parts) => parts is []
        ? throw NetworkErrors.Internal($"No usable Vf's present on SRIOV PF {card}", $"Make some: echo 4 > /sys/class/net/{card}/device/sriov_numvfs.")
        : [.. parts.Select(part => new HostPciAddress { Address = HostPci.Parse(part) })];
}
