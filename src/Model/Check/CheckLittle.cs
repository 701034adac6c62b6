using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Devices of a line or two.</summary>
static class CheckLittle
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        var d = v.Devices;
        HashSet<uint> audios = [];
        foreach (var audio in d.Audios)
            if (!audios.Add(audio.Id)) yield return Problem.Wrong("/domain/devices/audio", $"audio ID {audio.Id} is used twice");
        if (d.Vsock is { Cid: < 3 and > 0 }) yield return Problem.Unsupported("/domain/devices/vsock/cid", "guests' numbers begin with 3", domain: ErrorDomain.Domain);
        foreach (var filesystem in d.Filesystems)
        {
            if ((filesystem.FileMode ?? filesystem.DirectoryMode) is not null && filesystem.AccessMode is not AccessMode.Mapped)
                yield return Problem.Unsupported("/domain/devices/filesystem", "fmode and dmode are for accessmode='mapped'");
            if (string.IsNullOrEmpty(filesystem.Target))
                yield return new("/domain/devices/filesystem/target", ErrorCode.NoTarget, $"missing target information for device {filesystem.Source?.Directory ?? filesystem.Source?.Socket}", "Name it for the guest: <target dir='share'/>.");
        }
        foreach (var video in d.Videos)
            if (video.Model is { Heads: { } heads and not 1, Type: not (VideoType.Qxl or VideoType.Virtio or VideoType.None or VideoType.Default) })
                yield return Problem.Unsupported("/domain/devices/video/model/@heads", $"a card of type '{video.Model.Type.Word()}' has one head, not {heads}");
        if (d.Controllers.Any(controller => controller is { Type: ControllerType.Usb, Model: ControllerModel.None }) && d.Controllers.Count(controller => controller.Type is ControllerType.Usb) > 1)
            yield return Problem.Detail("/domain/devices/controller[@type='usb']", "model='none' says that there is no USB, and there is another controller");
        if (v.Cpu is { Mode: CpuMode.Custom, Model: null, Features.IsEmpty: false })
            yield return new("/domain/cpu", ErrorCode.XmlError, "XML error: features are added to a model, and none is named", "Add <model>.", ErrorDomain.Cpu);
        HashSet<string> features = [];
        foreach (var feature in v.Cpu?.Features ?? [])
            if (!features.Add(feature.Name)) yield return new("/domain/cpu/feature", ErrorCode.XmlError, $"XML error: CPU feature '{feature.Name}' is given twice", Domain: ErrorDomain.Cpu);
        if (v.Cpu?.VendorId is { } vendor && vendor.Length != 12)
            yield return new("/domain/cpu/model/@vendor_id", ErrorCode.XmlError, $"XML error: a vendor_id has 12 characters, and '{vendor}' has {vendor.Length}", Domain: ErrorDomain.Cpu);
        if (v.IdMap is { } map && map.Users.IsEmpty != map.Groups.IsEmpty)
            yield return Problem.Unsupported("/domain/idmap", "users and groups are mapped both, or neither", domain: ErrorDomain.Domain);
        foreach (var hostdev in d.Hostdevs)
            if (hostdev.Source.Wwpn is { } wwpn && !(wwpn.StartsWith("naa.", StringComparison.Ordinal) && wwpn.Length == 20 && wwpn[4..].All(char.IsAsciiHexDigit)))
                yield return Problem.Wrong("/domain/devices/hostdev/source/@wwpn", $"a WWPN is 'naa.' and 16 hexadecimal digits, not '{wwpn}'");
    }
}
