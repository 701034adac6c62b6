using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>Sleep states, ACPI, <c>-boot</c>, and a kernel that is booted without a loader.</summary>
static class BootWords
{
    public static IEnumerable<string> Of(DomainDefinition domain, Machine machine)
    {
        if (!MachineWords.MachineIsAsked(machine) && domain.Features?.Acpi is not true && (machine.IsX86 || machine.IsVirt)) yield return "-no-acpi";
        if (machine.IsX86)
        {
            var chip = machine.IsQ35 ? "ICH9-LPC" : "PIIX4_PM";
            if (domain.Pm?.SuspendToMem is { } memory) foreach (var word in Global(chip, "disable_s3", memory)) yield return word;
            if (domain.Pm?.SuspendToDisk is { } disk) foreach (var word in Global(chip, "disable_s4", disk)) yield return word;
        }

        yield return "-boot";
        var words = new Words("")
            .Say("menu", domain.Os.BootMenu)
            .Say("splash-time", domain.Os.BootMenu is true ? domain.Os.BootMenuTimeout : null)
            .Say("reboot-timeout", domain.Os.RebootTimeout)
            .Say("strict", true);
        yield return words.ToString()[1..];

        if (domain.Os.Kernel is { } kernel) foreach (var word in new[] { "-kernel", kernel }) yield return word;
        if (domain.Os.Initrd is { } initrd) foreach (var word in new[] { "-initrd", initrd }) yield return word;
        if (domain.Os.CommandLine is { } line) foreach (var word in new[] { "-append", line }) yield return word;
        if (domain.Os.Dtb is { } tree) foreach (var word in new[] { "-dtb", tree }) yield return word;
        if (domain.Os.AcpiTable is { } table) foreach (var word in new[] { "-acpitable", $"sig=SLIC,file={table}" }) yield return word;
    }

    static IEnumerable<string> Global(string chip, string property, bool allowed) => ["-global", $"{chip}.{property}={(allowed ? 0 : 1)}"];
}
