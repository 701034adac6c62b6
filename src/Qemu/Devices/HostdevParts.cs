using System.Globalization;
using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>A device of the host's, given away.</summary>
static class HostdevParts
{
    extension(Hostdev device)
    {
        public IEnumerable<Part> Parts(Machine machine) => device.Address is UnassignedAddress ? [] : device.Type switch
        {
            HostdevType.Pci =>
            [
                Part.Device("vfio-pci")
                    .With("host", device.Source.Pci!.ToString())
                    .Named(device.Alias)
                    .OnOff("display", device.Display)
                    .With("bootindex", device.BootOrder)
                    .With("failover_pair_id", device.Teaming is TeamingPersistence.Transient ? device.TeamingPartner : null)
                    .And(machine.Place(device))
                    .And(Machine.Rom(device.Rom)),
            ],
            HostdevType.Usb =>
            [
                Part.Device("usb-host")
                    .With("hostdevice", device.Source.UsbBus is { } bus ? string.Create(CultureInfo.InvariantCulture, $"/dev/bus/usb/{bus:d3}/{device.Source.UsbDevice:d3}") : null)
                    .Named(device.Alias)
                    .With("guest-reset", device.Source.UsbGuestReset is { } reset ? reset is not GuestReset.Off : null)
                    .With("guest-resets-all", device.Source.UsbGuestReset is { } all ? all is GuestReset.On : null)
                    .With("bootindex", device.BootOrder)
                    .And(machine.Place(device)),
            ],
            HostdevType.Mdev =>
            [
                Part.Device(device.RamFb is true ? "vfio-pci-nohotplug" : "vfio-pci", device.Alias)
                    .With("sysfsdev", $"/sys/bus/mdev/devices/{device.Source.MdevUuid}")
                    .OnOff("display", device.Display ?? (device.Model is MdevModel.VfioPci ? false : null))
                    .With("ramfb", device.RamFb)
                    .With("bootindex", device.BootOrder)
                    .And(machine.Place(device)),
            ],
            HostdevType.ScsiHost =>
            [
                Part.Device(Machine.Virtio("vhost-scsi", device.Address, Machine.Generation(device.Model?.Word())))
                    .With("wwpn", device.Source.Wwpn)
                    .Handing(machine.Plan, "vhostfd", device.Alias!)
                    .Named(device.Alias)
                    .And(machine.Place(device)),
            ],
            _ => throw Machine.Unsupported($"hostdev subsys type '{device.Type.Word()}' is not supported"),
        };
    }
}
