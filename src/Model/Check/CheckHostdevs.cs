using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Host devices against each other and against what they need.</summary>
static class CheckHostdevs
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        const string Path = "/domain/devices/hostdev";
        List<Hostdev> seen = [];
        Dictionary<DriveAddress, bool> drives = [];
        foreach (var disk in v.Devices.Disks)
            if (disk is { Bus: DiskBus.Scsi, Address: DriveAddress at }) drives.TryAdd(at, true);
        foreach (var hostdev in v.Devices.Hostdevs)
        {
            if (seen.Exists(other => other.Type == hostdev.Type && Same(other.Source, hostdev.Source)))
                yield return Problem.Wrong(Path, "Hostdev already exists in the domain configuration");
            seen.Add(hostdev);
            if (hostdev.Address is DriveAddress place)
            {
                if (hostdev.Type is HostdevType.Mdev)
                    yield return Problem.Wrong(Path, $"Unsupported address type 'drive' with mediated device model '{hostdev.Model?.Word()}'");
                if (hostdev.Type is HostdevType.Scsi && !drives.TryAdd(place, false))
                    yield return drives[place]
                        ? Problem.Unsupported(Path, $"using disk target name '{v.Devices.Disks.First(d => d.Address == (DeviceAddress)place).Target}' conflicts with SCSI host device address controller='{place.Controller}' bus='{place.Bus}' target='{place.Target}' unit='{place.Unit}", domain: ErrorDomain.Domain)
                        : Problem.Unsupported(Path, $"SCSI host address controller='{place.Controller}' bus='{place.Bus}' target='{place.Target}' unit='{place.Unit}' in use by another SCSI host device", domain: ErrorDomain.Domain);
            }
            foreach (var problem in Own(hostdev)) yield return problem with { Path = Path };
            if (hostdev is { Type: HostdevType.ScsiHost, BootOrder: not null })
                yield return Problem.Unsupported(Path, "booting from assigned devices is not supported by vhost SCSI devices");
            if (hostdev.Address is PciAddress { Zpci: not null })
                yield return Problem.Unsupported(Path, "This QEMU binary doesn't support zPCI");
            if (hostdev.Display is true && v.Devices.Graphics.IsEmpty)
                yield return Problem.Unsupported(Path, "graphics device is needed for attribute value 'display=on' in <hostdev>");
            if (hostdev.Source.Wwpn is { } wwpn && !(wwpn.StartsWith("naa.", StringComparison.Ordinal) && wwpn.Length == 20 && wwpn[4..].All(char.IsAsciiHexDigit)))
                yield return Problem.Wrong(Path + "/source/@wwpn", $"a WWPN is 'naa.' and 16 hexadecimal digits, not '{wwpn}'");
        }
        HashSet<HostPci> functions = [.. v.Devices.Hostdevs.Where(hostdev => hostdev.Type is HostdevType.Pci).Select(hostdev => hostdev.Source.Pci).OfType<HostPci>()];
        foreach (var card in v.Devices.Interfaces)
            if (card.Given is { } function && !functions.Add(function)) yield return Problem.Wrong("/domain/devices/interface", "Hostdev already exists in the domain configuration");
        if (v.Devices.Hostdevs.Count(hostdev => hostdev.RamFb is true) > 1)
            yield return Problem.Unsupported(Path, "Only one vgpu device can have 'ramfb' enabled", domain: ErrorDomain.Domain);
    }

    static IEnumerable<Problem> Own(Hostdev hostdev)
    {
        if (hostdev.Mode is HostdevMode.Capabilities) { yield return Problem.Unsupported("", "hostdev mode 'capabilities' is not supported in qemu"); yield break; }
        if (hostdev.SgIo is SgIo.Unfiltered) yield return Problem.Unsupported("", "unfiltered sgio is no longer supported", domain: ErrorDomain.Domain);
        if (hostdev is { Type: HostdevType.Pci, Address: not (null or PciAddress or UnassignedAddress) })
            yield return new("", ErrorCode.InternalError, "internal error: PCI host devices must use 'pci' or 'unassigned' address type");
        if (hostdev is { Type: HostdevType.Scsi, Address: not (null or DriveAddress) })
            yield return Problem.Unsupported("", "SCSI host device must use 'drive' address type", domain: ErrorDomain.Domain);
        if (hostdev is { Type: HostdevType.ScsiHost, Address: not (null or PciAddress or CcwAddress) })
            yield return Problem.Unsupported("", "SCSI_host host device must use 'pci' or 'ccw' address type", domain: ErrorDomain.Domain);
        if (hostdev is { Type: HostdevType.Usb, Address: not (null or UsbAddress) })
            yield return Problem.Unsupported("", "USB host device must use 'usb' address type", domain: ErrorDomain.Domain);
        if (hostdev.Teaming is { } teaming)
        {
            if (teaming is not TeamingPersistence.Transient) yield return Problem.Unsupported("", "teaming hostdev devices must have type='transient'", domain: ErrorDomain.Domain);
            if (hostdev.TeamingPartner is null) yield return Problem.Unsupported("", "missing required persistent attribute in hostdev teaming element", domain: ErrorDomain.Domain);
            if (hostdev.Type is not HostdevType.Pci) yield return Problem.Unsupported("", "teaming is only supported for pci hostdev devices", domain: ErrorDomain.Domain);
        }
        if (hostdev.Source.WriteFiltering is not null) yield return Problem.Unsupported("", "Write filtering of PCI device configuration space is not supported by qemu");
        if (hostdev is { Type: HostdevType.Mdev, Model: MdevModel.VfioPci, BootOrder: not null })
            yield return Problem.Unsupported("", "booting from assigned devices is not supported by mediated devices of model vfio-pci");
    }

    static bool Same(HostdevSource a, HostdevSource b) => a with { GuestReset = null, StartupPolicy = null, Missing = null, WriteFiltering = null } == b with { GuestReset = null, StartupPolicy = null, Missing = null, WriteFiltering = null };
}
