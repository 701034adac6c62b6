using Aerostat.Engine.HostDevices.Giving;
using Aerostat.Engine.Networks;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>Cards of type network become what their network makes of them, before anything is named or made for them.</summary>
static class CardNetworks
{
    /// <summary>The device as it is while its guest runs.</summary>
    /// <exception cref="VirtException">The network is not there, not active, or has nothing left to give.</exception>
    public static Device Plugged(Hypervisor host, Device device, DomainDefinition definition)
    {
        if (device is Interface { Type: InterfaceType.Network, Source.PortId: null } card)
        {
            device = host.Networks.Plugged(card, definition.Uuid, definition.Name);
            try
            {
                host.Given.Demand(device);
            }
            catch
            {
                host.Given.Release(device, definition.Uuid);
                throw;
            }
        }
        if (device is Interface { Given: not null, HostdevDriver: null } given) device = given with { HostdevDriver = "vfio" };
        return device is Hostdev { Type: HostdevType.Pci, DriverName: null } other ? other with { DriverName = "vfio" } : device;
    }

    /// <summary>What they had of the host's is the host's again.</summary>
    public static Task LeaveAsync(Hypervisor host, Guid owner, IEnumerable<Device> gone) =>
        host.Given.ReturnAsync(gone.Select(device => WantedFunction.Of(device)?.Name).OfType<string>(), owner);
}
