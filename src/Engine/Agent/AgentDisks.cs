using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>Between the place where a guest sees a disk and the disk.</summary>
static class AgentDisks
{
    extension(DomainDefinition definition)
    {
        /// <summary>The disk at a place of the guest's. Null: none, or its bus has another number in the guest than in the document.</summary>
        /// <remarks>Source: <c>GuestDiskAddress</c>. Bus numbers behind bridges are the guest's firmware's to give; libvirt compares them, too.</remarks>
        public Disk? DiskAt(AgentDiskAddress? at)
        {
            if (at?.PciController is not { } pci) return null;
            var devices = definition.Devices;
            if (devices.Disks.FirstOrDefault(disk => disk.Address is PciAddress own && Same(own, pci)) is { } found) return found;
            if (devices.Controllers.FirstOrDefault(controller => controller.Address is PciAddress own && Same(own, pci)) is not { } sitsOn) return null;
            return devices.Disks.FirstOrDefault(disk => disk.Address is DriveAddress drive
                && drive.Controller == sitsOn.Index && drive.Bus == at.Bus && drive.Target == at.Target && drive.Unit == at.Unit
                && (disk.Bus, sitsOn.Type) is (DiskBus.Scsi, ControllerType.Scsi) or (DiskBus.Sata, ControllerType.Sata) or (DiskBus.Ide, ControllerType.Ide));
        }
    }

    static bool Same(PciAddress own, AgentPciAddress seen) => own.Domain == seen.Domain && own.Bus == seen.Bus && own.Slot == seen.Slot && own.Function == seen.Function;
}
