using Aerostat.Engine.HostDevices.Giving;
using Aerostat.Engine.Networks;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>Cards of type network become what their network makes of them, before anything is named or made for them.</summary>
static class CardNetworks
{
    /// <summary>The devices as they are while their guest runs.</summary>
    /// <exception cref="VirtException">A network is not there, not active, or has nothing left to give.</exception>
    public static DomainDefinition Plugged(Hypervisor host, DomainDefinition definition)
    {
        List<string> taken = [];
        return definition with { Devices = definition.Devices.Change(device => Plugged(host, device, definition, taken)) };
    }

    static Device Plugged(Hypervisor host, Device device, DomainDefinition definition, List<string> taken)
    {
        if (device is Interface { Type: InterfaceType.Network, Source.PortId: null } card)
        {
            device = host.Networks.Plugged(card, definition.Uuid, definition.Name, taken);
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
