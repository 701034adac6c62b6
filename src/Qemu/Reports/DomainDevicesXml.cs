using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>Which devices a guest may have, by what the emulator has.</summary>
static class DomainDevicesXml
{
    static readonly string[] Virtio = ["virtio", "virtio-transitional", "virtio-non-transitional"];

    public static void Write(XmlText xml, EmulatorCapabilities emulator, MachineFamily family) => xml.Open("devices", () =>
    {
        Device("disk", ("diskDevice", ["disk", "cdrom", "floppy", "lun"]),
            ("bus", [.. family.HasBuiltinIde ? ["ide"] : Array.Empty<string>(), "fdc", "scsi", "virtio", .. emulator.Has("usb-storage") ? ["usb"] : Array.Empty<string>(), .. emulator.Has("ich9-ahci") ? ["sata"] : Array.Empty<string>()]),
            ("model", Virtio));
        Device("graphics", ("type",
        [
            .. If("sdl", emulator.Displays.Contains("sdl")), .. If("vnc", emulator.Options.Contains("vnc")), .. If("spice", emulator.Commands.Contains("query-spice")),
            .. If("egl-headless", emulator.Displays.Contains("egl-headless")), .. If("dbus", emulator.Displays.Contains("dbus")),
        ]));
        Device("video", ("modelType",
        [
            .. If("vga", emulator.Has("VGA")), .. If("cirrus", emulator.Has("cirrus-vga")), .. If("vmvga", emulator.Has("vmware-svga")), .. If("qxl", emulator.Has("qxl")),
            .. If("virtio", emulator.Has("virtio-gpu-pci")), "none", .. If("bochs", emulator.Has("bochs-display")), .. If("ramfb", emulator.Has("ramfb")),
        ]));
        Device("hostdev", ("mode", ["subsystem"]), ("startupPolicy", ["default", "mandatory", "requisite", "optional"]), ("subsysType", ["usb", "pci", "scsi"]), ("capsType", []),
            ("pciBackend", If("vfio", Directory.Exists("/sys/kernel/iommu_groups") && Directory.EnumerateFileSystemEntries("/sys/kernel/iommu_groups").Any())));
        Device("rng", ("model", Virtio), ("backendModel", [.. If("random", emulator.Has("rng-random")), .. If("egd", emulator.Has("rng-egd")), .. If("builtin", emulator.Has("rng-builtin"))]));
        Device("filesystem", ("driverType", ["path", "handle", .. If("virtiofs", emulator.Has("vhost-user-fs-device"))]));
        Device("tpm", Tpm(emulator));
        Device("redirdev", ("bus", If("usb", emulator.Has("usb-redir"))));
        Device("channel", ("type", ["pty", "unix", .. If("spicevmc", emulator.Chardevs.Contains("spicevmc"))]));

        void Device(string name, params ReadOnlySpan<(string Name, string[] Words)> enums)
        {
            var lists = enums.ToArray();
            xml.Open(name, [("supported", true)], () =>
            {
                foreach (var (list, words) in lists) DomainCapabilitiesXml.Words(xml, list, words);
            });
        }
    });

    /// <summary>An emulated one is swtpm's, where that is installed.</summary>
    static (string Name, string[] Words)[] Tpm(EmulatorCapabilities emulator)
    {
        var emulates = emulator.TpmTypes.Contains("emulator") && ((string[])["swtpm", "swtpm_setup", "swtpm_ioctl"]).All(program => Tool.Find(program) is not null);
        (string, string[])[] told =
        [
            ("model", [.. emulator.TpmModels.Where(model => IsThere(emulator, model)).DefaultIfEmpty("tpm-tis")]),
            ("backendModel", [.. If("passthrough", emulator.TpmTypes.Contains("passthrough")), .. If("emulator", emulates), .. If("external", emulates)]),
        ];
        return emulates ? [.. told, ("backendVersion", ["1.2", "2.0"])] : told;
    }

    /// <summary>The schema names the models of all architectures; a board has the TIS under a name of its own.</summary>
    static bool IsThere(EmulatorCapabilities emulator, string model) => model is "tpm-tis" or "tpm-crb" or "tpm-spapr" && (emulator.Has(model) || model is "tpm-tis" && emulator.Has("tpm-tis-device"));

    static string[] If(string word, bool has) => has ? [word] : [];
}
