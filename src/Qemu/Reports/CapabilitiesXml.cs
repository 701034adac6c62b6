using Aerostat.Linux;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary><c>virsh capabilities</c>: the host, and the guests that it can have.</summary>
/// <remarks>Source: libvirt, <c>capability.rng</c>.</remarks>
public static class CapabilitiesXml
{
    public static string Of(HostFacts host, IReadOnlyList<EmulatorCapabilities> emulators)
    {
        XmlText xml = new();
        xml.Open("capabilities", () =>
        {
            xml.Open("host", () => Host(xml, host, emulators));
            foreach (var emulator in emulators.OrderBy(emulator => emulator.Arch, StringComparer.Ordinal)) Guest(xml, emulator);
        });
        return xml.ToString();
    }

    static void Host(XmlText xml, HostFacts host, IReadOnlyList<EmulatorCapabilities> emulators)
    {
        xml.Leaf("uuid", host.Uuid);
        xml.Open("cpu", () => Processor(xml, host, emulators.FirstOrDefault(emulator => emulator.Arch == Linux.Host.Architecture)));
        xml.Empty("power_management");
        xml.Empty("iommu", ("support", Directory.Exists("/sys/class/iommu") && Directory.EnumerateFileSystemEntries("/sys/class/iommu").Any()));
        xml.Open("migration_features", () =>
        {
            xml.Empty("live");
            xml.Open("uri_transports", () => xml.Leaf("uri_transport", "tcp"));
        });
        HostTopologyXml.Write(xml, host);
        xml.Open("secmodel", () => xml.Leaf("model", "none").Leaf("doi", 0));
        if (host.Labels is { } labels)
            xml.Open("secmodel", () => xml
                .Leaf("model", "dac").Leaf("doi", 0)
                .Leaf("baselabel", $"+{labels.User}:+{labels.Group}", ("type", "kvm"))
                .Leaf("baselabel", $"+{labels.User}:+{labels.Group}", ("type", "qemu")));
    }

    static void Processor(XmlText xml, HostFacts host, EmulatorCapabilities? emulator)
    {
        xml.Leaf("arch", Linux.Host.Architecture);
        var info = ProcessorInfo.Read(host.Root);
        if (emulator?.Processor is { } model)
        {
            xml.Leaf("model", model.Model);
            if (CpuVendors.Of(info) is { } vendor) xml.Leaf("vendor", vendor);
            if (info.Microcode is { } microcode) xml.Empty("microcode", ("version", microcode));
            if (info is { Family: { } family, Model: { } number, Stepping: { } stepping }) xml.Empty("signature", ("family", family), ("model", number), ("stepping", stepping));
        }
        var cpus = host.Topology.Cpus;
        var sockets = Math.Max(1, cpus.DistinctBy(cpu => cpu.Socket).Count());
        var dies = Math.Max(1, cpus.GroupBy(cpu => cpu.Socket).Select(socket => socket.DistinctBy(cpu => cpu.Die).Count()).DefaultIfEmpty(1).Max());
        var threads = Math.Max(1, cpus.Select(cpu => cpu.Siblings.Count).DefaultIfEmpty(1).Max());
        xml.Empty("topology", ("sockets", sockets), ("dies", dies), ("cores", Math.Max(1, cpus.Count / (sockets * dies * threads))), ("threads", threads));
        if (info.PhysicalBits is { } bits) xml.Empty("maxphysaddr", ("mode", "emulate"), ("bits", bits));
        foreach (var feature in emulator?.Processor?.Beyond ?? []) xml.Empty("feature", ("name", feature));
        xml.Empty("pages", ("unit", "KiB"), ("size", Environment.SystemPageSize / 1024));
        foreach (var size in host.Topology.Nodes.SelectMany(node => node.HugePages).Distinct().Order()) xml.Empty("pages", ("unit", "KiB"), ("size", size.InKib));
    }

    static void Guest(XmlText xml, EmulatorCapabilities emulator) => xml.Open("guest", () =>
    {
        var x86 = emulator.Arch is "x86_64" or "i686";
        xml.Leaf("os_type", "hvm");
        xml.Open("arch", [("name", emulator.Arch)], () =>
        {
            xml.Leaf("wordsize", emulator.Arch is "x86_64" or "aarch64" ? 64 : 32);
            xml.Leaf("emulator", emulator.Emulator);
            // virt-install takes the first one: the default is first, the others keep QEMU's order.
            foreach (var machine in emulator.Machines.OrderByDescending(machine => machine.IsDefault))
            {
                xml.Leaf("machine", machine.Name, ("maxCpus", machine.MaxCpus), ("deprecated", machine.Deprecated ? true : null));
                if (machine.Alias is { } alias) xml.Leaf("machine", alias, ("canonical", machine.Name), ("maxCpus", machine.MaxCpus));
            }
            xml.Empty("domain", ("type", "qemu"));
            if (emulator.Kvm) xml.Empty("domain", ("type", "kvm"));
        });
        xml.Open("features", () =>
        {
            if (emulator.Arch is "i686") xml.Empty("pae").Empty("nonpae");
            if (x86 || emulator.Arch is "aarch64") xml.Empty("acpi", ("default", "on"), ("toggle", "yes"));
            if (x86) xml.Empty("apic", ("default", "on"), ("toggle", "no"));
            xml.Empty("cpuselection").Empty("deviceboot").Empty("disksnapshot", ("default", "on"), ("toggle", "no"));
        });
    });
}
