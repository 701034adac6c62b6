using System.Globalization;
using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>A device of the host's, given away.</summary>
static class HostdevParts
{
    extension(Hostdev device)
    {
        public IEnumerable<Part> Parts(Machine machine) => device.Address is UnassignedAddress || device.Source.Missing is true ? [] : device.Type switch
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
                    .With("guest-reset", device.Source.GuestReset is { } reset ? reset is not GuestReset.Off : null)
                    .With("guest-resets-all", device.Source.GuestReset is { } all ? all is GuestReset.On : null)
                    .With("bootindex", device.BootOrder)
                    .And(machine.Place(device)),
            ],
            HostdevType.Mdev =>
            [
                Part.Device(device.RamFb is true ? "vfio-pci-nohotplug" : "vfio-pci", device.Alias)
                    .With("sysfsdev", $"/sys/bus/mdev/devices/{device.Source.MdevUuid}")
                    .OnOff("display", device.Display ?? (device.Model is MdevModel.VfioPci ? false : null))
                    .With("ramfb", device.RamFb is true ? true : null)
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
            HostdevType.Scsi => device.Unit(machine),
            _ => throw Machine.Unsupported($"hostdev subsys type '{device.Type.Word()}' is not supported"),
        };

        /// <summary>One unit on the host's SCSI bus, or behind an iSCSI portal, commands and all. Its node is named after the device, which outlives a count.</summary>
        IEnumerable<Part> Unit(Machine machine)
        {
            var place = device.Address as DriveAddress ?? throw Machine.Unsupported("a SCSI host device needs a drive address");
            var name = $"libvirt-{device.Alias}";
            if (device.Source.Auth is not null)
                yield return Part.Secret(machine.Plan, $"{name}-storage-auth-secret0");
            yield return Part.Blockdev((device.Source.Protocol is "iscsi"
                    ? Storage.Of(DiskType.Network, device.Portal, null, name, null, machine.Plan)
                    : Props.Empty.With("driver", "host_device").With("filename", machine.Plan.ScsiGenerics.GetValueOrDefault(device.Alias!)
                        ?? throw Machine.Unsupported($"no /dev/sg device is known for {device.Source.Adapter}")))
                .With("node-name", $"{name}-backend")
                .With("read-only", device.ReadOnly));
            var parallel = machine.Controller(ControllerType.Scsi, place.Controller)?.Model is ControllerModel.LsiLogic;
            yield return Part.Device("scsi-generic")
                .With("drive", $"{name}-backend")
                .Named(device.Alias)
                .With("bus", $"{machine.ControllerName(ControllerType.Scsi, place.Controller)}.0")
                .With("channel", parallel ? null : place.Bus)
                .With("scsi-id", parallel ? place.Unit : place.Target)
                .With("lun", parallel ? null : place.Unit)
                .With("bootindex", device.BootOrder)
                .With("share-rw", device.Shareable ? true : null);
        }

        DiskSource Portal => new()
        {
            Protocol = NetworkProtocol.Iscsi,
            Name = device.Source.Name,
            Hosts = device.Source.Hosts,
            Auth = device.Source.Auth,
            Initiator = device.Source.Initiator,
        };
    }
}
