using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Firmware, its variables, and what SMBIOS tells of it.</summary>
static class CheckFirmware
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        var (os, loader) = (v.Os, v.Os.Loader);
        if (os.BootMenuTimeout > 65535)
            yield return Problem.Unsupported("/domain/os/bootmenu/@timeout", "invalid value for boot menu timeout, must be in range [0,65535]", domain: ErrorDomain.Domain);
        if (os.BiosSerial is true && v.Devices.Serials.IsEmpty && !v.Devices.Consoles.Any(console => console.TargetType is null or ConsoleTargetType.Serial))
            yield return Problem.Wrong("/domain/os/bios", "need at least one serial port to use BIOS serial output", domain: ErrorDomain.Qemu);
        if (os.Firmware is { } firmware)
        {
            if (loader is { ReadOnly: not null }) yield return Selected("readonly");
            if (loader is { Type: not (null or LoaderType.None) }) yield return Selected("type");
            if (loader is { Secure: false }) yield return Selected("secure");
            if (firmware is Firmware.Bios && loader is { Stateless: false }) yield return Problem.Detail("/domain/os/loader", "Only EFI firmware permits NVRAM");
            if (firmware is Firmware.Bios && os.Nvram is not null) yield return Problem.Detail("/domain/os/nvram", "firmware type 'bios' does not support nvram");
            if (Feature(os, FirmwareFeatureName.EnrolledKeys) is true && Feature(os, FirmwareFeatureName.SecureBoot) is false)
                yield return Problem.Detail("/domain/os/firmware", "firmware feature 'enrolled-keys' cannot be enabled when firmware feature 'secure-boot' is disabled");
        }
        else
        {
            if (!os.FirmwareFeatures.IsEmpty)
                yield return Problem.Detail("/domain/os/firmware", "cannot use feature-based firmware autoselection when firmware autoselection is disabled", "Write <os firmware='efi'>.");
            if (loader is null && os.Nvram is not null) yield return Problem.Detail("/domain/os/loader", "no loader path specified and firmware auto selection disabled", "Name the firmware's file, or write <os firmware='efi'>.");
            if (loader is { Path: null } && (loader.Type is LoaderType.Pflash || loader.ReadOnly is not null || loader.Secure is not null))
                yield return Problem.Detail("/domain/os/loader", "no loader path specified and firmware auto selection disabled", "Name the firmware's file, or write <os firmware='efi'>.");
            if (loader is { Type: LoaderType.Rom } && loader.Stateless is false)
                yield return Problem.Detail("/domain/os/loader", "Only pflash loader type permits NVRAM");
        }
        if (loader is { Stateless: true } && os.Nvram is { Template: not null })
            yield return Problem.Detail("/domain/os/nvram", "NVRAM template is not permitted when loader is stateless");
        else if (loader is { Stateless: true } && os.Nvram is not null)
            yield return Problem.Detail("/domain/os/nvram", "NVRAM is not permitted when loader is stateless");
        foreach (var info in v.SysInfos)
        {
            if (info.Bios.FirstOrDefault(e => e.Name is "date")?.Value is { } date && !IsDate(date))
                yield return Problem.Detail("/domain/sysinfo/bios", "Invalid BIOS 'date' format", "The form is MM/DD/YYYY.");
            if (info.System.FirstOrDefault(e => e.Name is "uuid")?.Value is { } uuid && Uuids.Parse(uuid) != v.Uuid)
                yield return Problem.Detail("/domain/sysinfo/system", "UUID mismatch between <uuid> and <sysinfo>");
        }
    }

    static Problem Selected(string attribute) =>
        Problem.Detail($"/domain/os/loader/@{attribute}", $"loader attribute '{attribute}' cannot be specified when firmware autoselection is enabled");

    static bool? Feature(OsDefinition os, FirmwareFeatureName name) => os.FirmwareFeatures.FirstOrDefault(f => f.Name == name)?.Enabled;

    static bool IsDate(string date) => date.Split('/') is [var month, var day, var year]
        && Numbers.Parse(month.TrimStart('0')) is >= 1 and <= 12 && Numbers.Parse(day.TrimStart('0')) is >= 1 and <= 31
        && (Numbers.Parse(year.TrimStart('0')) is { } number && (number is >= 1900 and <= 9999 || year.Length == 2));
}
