using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;

namespace Aerostat.EndToEnd.Tests.Sequences;

/// <summary>A guest's document, and what in QEMU follows from it.</summary>
sealed class Told(XElement domain)
{
    readonly XElement devices = domain.Element("devices")!;

    public static Told Parse(string xml) => new(XElement.Parse(xml));

    IEnumerable<XElement> Disks => devices.Elements("disk");

    /// <summary>Those that come and go.</summary>
    public ImmutableSortedDictionary<string, string> Devices() => devices.Elements().Select(device => device.Name.LocalName switch
    {
        "disk" => (Of(device, "target", "dev")!, Of(device, "target", "dev") == Spare.Drive ? Path.GetFileName(Of(device, "source", "file")) ?? Expected.Empty : ""),
        "interface" => (Of(device, "mac", "address")!, Of(device, "link", "state") ?? Expected.Up),
        _ => (Of(device, "alias", "name") is { } alias && alias.StartsWith("ua-", StringComparison.Ordinal) ? alias : "", ""),
    }).Where(device => device.Item1.Length > 0).ToImmutableSortedDictionary(device => device.Item1, device => device.Item2);

    /// <summary>What no document may say twice, and what each may not leave out.</summary>
    public IEnumerable<string> Slips(bool live)
    {
        foreach (var twice in devices.Descendants("address").Where(at => (string?)at.Attribute("type") is not null).Select(at => string.Join(' ', at.Attributes().Where(a => a.Name != "multifunction"))
                     + (at.Parent!.Name == "disk" ? Of(at.Parent, "target", "bus") : "")).GroupBy(at => at).Where(same => same.Count() > 1))
            yield return $"two devices at {twice.Key}";
        foreach (var twice in devices.Elements().Elements("alias").Select(alias => alias.Attribute("name")!.Value).GroupBy(name => name).Where(same => same.Count() > 1)) yield return $"two devices called {twice.Key}";
        if (live)
            foreach (var device in devices.Elements().Where(device => device.Name != "emulator" && device.Name != "audio" && device.Element("alias") is null)) yield return $"no alias: {device}";
        foreach (var spare in Spare.All)
            if (Disks.FirstOrDefault(disk => Of(disk, "target", "dev") == spare.Key) is { } disk)
                foreach (var said in XElement.Parse(spare.Document).Elements().Where(said => !Says(disk, said))) yield return $"{spare.Key} lacks {said}";
    }

    static bool Says(XElement device, XElement said) => device.Elements(said.Name).Any(own =>
        said.Attributes().All(a => own.Attribute(a.Name)?.Value is { } value && (value == a.Value || a.Value.StartsWith("DIR", StringComparison.Ordinal) && value.EndsWith(a.Value[3..], StringComparison.Ordinal)))
        && said.Elements().All(child => own.Element(child.Name)?.Value == child.Value) && (said.HasElements || said.Value == own.Value));

    /// <summary>Names of QEMU's devices: all but those that come with the machine.</summary>
    public IEnumerable<string> Peripherals => from device in devices.Elements()
                                              let alias = Of(device, "alias", "name")
                                              where alias is not (null or "pcie.0" or "pci.0" or "ide") && (string?)device.Attribute("bus") != "ps2"
                                              select alias;

    /// <summary>Two block nodes for each image of each chain.</summary>
    public IEnumerable<string> Nodes => from image in Disks.Descendants().Where(e => e.Name == "source" && Holds(e) || e.Name == "backingStore")
                                        let index = (string?)image.Attribute("index")
                                        where index is not null
                                        from part in (string[])["storage", "format"]
                                        select $"libvirt-{index}-{part}";

    public IEnumerable<string> Images => Disks.Descendants("source").Where(Holds).Select(source => (string?)source.Attribute("file") ?? "a source without a file").Distinct();

    /// <summary>A drive whose medium was taken out keeps a number, as under libvirt, and nothing else of it.</summary>
    static bool Holds(XElement source) => source.Attributes().Any(attribute => attribute.Name != "index");

    /// <summary>Drive, its node, its image, whether it is written to.</summary>
    public IEnumerable<string> Drives => from disk in Disks
                                         let source = disk.Element("source") is { } one && Holds(one) ? one : null
                                         let isReadOnly = disk.Element("readonly") is not null
                                         select source is null ? $"{Of(disk, "alias", "name")} empty" : $"{Of(disk, "alias", "name")} libvirt-{(string?)source.Attribute("index")}-format {(string?)source.Attribute("file")} {(isReadOnly ? "ro" : "rw")}";

    public IEnumerable<string> Chardevs => devices.Elements().Where(device => device.Name == "channel" || device.Name == "serial").Select(channel => $"char{Of(channel, "alias", "name")}").Append("charmonitor");

    public IEnumerable<string> Netdevs => devices.Elements("interface").Select(card => Of(card, "alias", "name")!).SelectMany(alias => (string[])[alias, $"host{alias}"]);

    public IEnumerable<string> Objects => devices.Elements("rng").Select(rng => $"obj{Of(rng, "alias", "name")}");

    /// <summary>A tap once for each queue.</summary>
    public IEnumerable<string> Taps => devices.Elements("interface").Where(card => (string?)card.Attribute("type") is "ethernet")
        .SelectMany(card => Enumerable.Repeat(Of(card, "target", "dev")!, int.Parse(Of(card, "driver", "queues") ?? "1", CultureInfo.InvariantCulture)));

    public IEnumerable<string> Sockets => devices.Elements("channel").Where(channel => (string?)channel.Attribute("type") is "unix").Select(channel => Of(channel, "source", "path")!);

    public int Terminals => devices.Elements("channel").Count(channel => (string?)channel.Attribute("type") is "pty");

    /// <summary>Root ports that nothing sits on.</summary>
    public int FreePorts
    {
        get
        {
            HashSet<int> buses = [.. devices.Descendants("address").Where(at => (string?)at.Attribute("type") is "pci").Select(at => Convert.ToInt32((string)at.Attribute("bus")!, 16))];
            return devices.Elements("controller").Count(controller => (string?)controller.Attribute("model") is "pcie-root-port" && !buses.Contains((int)controller.Attribute("index")!));
        }
    }

    public bool HasPorts => devices.Elements("controller").Any(controller => (string?)controller.Attribute("model") is "pcie-root-port");

    static string? Of(XElement device, string child, string attribute) => (string?)device.Element(child)?.Attribute(attribute);
}
