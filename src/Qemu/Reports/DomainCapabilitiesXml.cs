using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary><c>virsh domcapabilities</c>: what a guest of one machine may have.</summary>
/// <remarks>Source: libvirt, <c>domaincaps.rng</c>.</remarks>
public static class DomainCapabilitiesXml
{
    /// <param name="machine">By name or alias; null: the one that a document without gets.</param>
    /// <param name="type">kvm or qemu; null: kvm where it can be had.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.InvalidArg"/>: no such machine, no such accelerator.</exception>
    public static string Of(EmulatorCapabilities emulator, string? machine, string? type, Firmwares firmwares)
    {
        var kvm = type switch
        {
            null => emulator.Kvm,
            "kvm" => emulator.Kvm ? true : throw Invalid($"the accel 'kvm' is not supported by '{emulator.Emulator}' on this host"),
            "qemu" => false,
            _ => throw Invalid($"unknown virttype: {type}"),
        };
        var found = emulator.Machine(machine ?? emulator.Platform.Default?.Name ?? "")
            ?? throw Invalid($"the machine '{machine}' is not supported by emulator '{emulator.Emulator}'");
        MachineFamily family = new(emulator.Arch, found.Name);
        XmlText xml = new();
        xml.Open("domainCapabilities", () =>
        {
            xml.Leaf("path", emulator.Emulator).Leaf("domain", kvm ? "kvm" : "qemu").Leaf("machine", found.Name).Leaf("arch", emulator.Arch);
            xml.Empty("vcpu", ("max", found.MaxCpus)).Empty("iothreads", ("supported", true));
            Boot(xml, emulator, found, firmwares);
            Processors(xml, emulator, kvm);
            xml.Open("memoryBacking", [("supported", true)], () => Words(xml, "sourceType", "file", "anonymous", "memfd"));
            DomainDevicesXml.Write(xml, emulator, family);
            Features(xml, emulator, family, kvm);
        });
        return xml.ToString();
    }

    static VirtException Invalid(string message) => new(ErrorCode.InvalidArg, $"invalid argument: {message}");

    internal static void Words(XmlText xml, string name, params IReadOnlyList<string> words)
    {
        if (words.Count == 0) xml.Empty("enum", ("name", name));
        else xml.Open("enum", [("name", name)], () =>
        {
            foreach (var word in words) xml.Leaf("value", word);
        });
    }

    static void Boot(XmlText xml, EmulatorCapabilities emulator, EmulatedMachine machine, Firmwares firmwares) => xml.Open("os", [("supported", true)], () =>
    {
        var loaders = firmwares.Loaders(emulator.Arch, machine.Name).ToList();
        Words(xml, "firmware", loaders.Count > 0 ? ["efi"] : []);
        xml.Open("loader", [("supported", true)], () =>
        {
            foreach (var loader in loaders) xml.Leaf("value", loader);
            Words(xml, "type", "rom", "pflash");
            Words(xml, "readonly", "yes", "no");
            Words(xml, "secure", firmwares.Has("requires-smm", emulator.Arch, machine.Name) ? ["yes", "no"] : ["no"]);
        });
    });

    static void Processors(XmlText xml, EmulatorCapabilities emulator, bool kvm) => xml.Open("cpu", () =>
    {
        Mode("host-passthrough", kvm, "hostPassthroughMigratable");
        Mode("maximum", true, "maximumMigratable");
        if (kvm && emulator.HostModel is { } host)
            xml.Open("mode", [("name", "host-model"), ("supported", true)], () =>
            {
                xml.Leaf("model", host.Name, ("fallback", "forbid"));
                if (CpuVendors.OfHost is { } vendor) xml.Leaf("vendor", vendor);
                foreach (var feature in host.Required) xml.Empty("feature", ("policy", "require"), ("name", CpuVendors.LibvirtName(feature)));
            });
        else xml.Empty("mode", ("name", "host-model"), ("supported", false));
        xml.Open("mode", [("name", "custom"), ("supported", true)], () =>
        {
            foreach (var cpu in kvm ? emulator.KvmCpus : emulator.TcgCpus)
            {
                // Versioned twins of a model and QEMU's own are not for documents.
                if (cpu.Name is "host" or "max" or "base" || cpu.Name.Length > 3 && cpu.Name[^3] == '-' && cpu.Name[^2] == 'v') continue;
                xml.Leaf("model", cpu.Name,
                    ("usable", cpu.Usable switch { true => "yes", false => "no", _ => "unknown" }),
                    ("deprecated", cpu.Deprecated ? "yes" : null),
                    ("vendor", CpuVendors.Of(cpu.Name, emulator.Arch)));
            }
        });

        void Mode(string name, bool supported, string migratable)
        {
            if (!supported) xml.Empty("mode", ("name", name), ("supported", false));
            else xml.Open("mode", [("name", name), ("supported", true)], () => Words(xml, migratable, "on", "off"));
        }
    });

    static void Features(XmlText xml, EmulatorCapabilities emulator, MachineFamily family, bool kvm) => xml.Open("features", () =>
    {
        if (family.IsVirt)
            xml.Open("gic", [("supported", true)], () => Words(xml, "version", kvm ? [.. emulator.KvmGics.Order().Select(version => $"{version}")] : ["2", "3"]));
        else xml.Empty("gic", ("supported", false));
        xml.Empty("vmcoreinfo", ("supported", emulator.Has("vmcoreinfo")));
        xml.Empty("genid", ("supported", emulator.Has("vmgenid")));
        xml.Empty("backingStoreInput", ("supported", true));
        xml.Empty("backup", ("supported", false));
        xml.Empty("sev", ("supported", false));
        xml.Empty("sgx", ("supported", false));
        if (kvm && family.IsX86) xml.Open("hyperv", [("supported", true)], () => Words(xml, "features", "spinlocks", "vendor_id"));
    });
}
