using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A processor as a domain asks for it, or, where it names its architecture, as a host tells of itself.</summary>
public sealed record CpuDocument(string? Arch, CpuDefinition Cpu);

/// <summary>A processor's document on its own.</summary>
/// <remarks>Source: libvirt, <c>cpu.rng</c>.</remarks>
public static class CpuXml
{
    /// <exception cref="VirtException"><see cref="ErrorCode.XmlError"/>: not a processor. <see cref="ErrorCode.ConfigUnsupported"/>: an architecture that there is not, or a host with a domain's mode.</exception>
    public static CpuDocument Read(string xml, ReadOptions? options = null) => Read(xml, options ?? ReadOptions.Default, host: false);

    /// <summary>As <see cref="Read(string, ReadOptions?)"/>, of a host alone.</summary>
    public static CpuDocument ReadHost(string xml) => Read(xml, ReadOptions.Default, host: true);

    static CpuDocument Read(string xml, ReadOptions options, bool host)
    {
        var root = XmlSource.Read(xml, "CPU_definition", ErrorDomain.Cpu);
        if (!root.Is("cpu")) throw Wrong("XML does not contain expected 'cpu' element");
        var ofHost = host || root.Children.Any(child => child.Is("arch"));
        if (ofHost && root.Attributes.Any(attribute => attribute.Name == "mode")) throw Unsupported("Attribute mode is only allowed for guest CPU");
        if (ofHost && !root.Children.Any(child => child.Is("arch"))) throw Wrong("Missing CPU architecture");
        string? arch = null;
        var cpu = XmlMap.Read(root, options, x =>
        {
            // What a host says beside.
            if (x.Reading)
            {
                arch = x.Leaf("arch", null);
                foreach (var beside in (string[])["microcode", "signature", "counter", "pages"]) x.At(beside).Touch();
            }
            return CpuDefinition.Map(x, new());
        });
        if (arch is not null && !Architecture.IsKnown(arch)) throw Unsupported($"Unknown architecture {arch}");
        if (cpu.Model is null && !cpu.Features.IsEmpty) throw Wrong("Non-empty feature list specified without CPU model");
        if (cpu.Features.GroupBy(feature => feature.Name).FirstOrDefault(same => same.Skip(1).Any())?.Key is { } twice) throw Wrong($"CPU feature '{twice}' specified more than once");
        return new(arch, cpu);
    }

    static VirtException Wrong(string message) => new(ErrorCode.XmlError, $"XML error: {message}", ErrorDomain.Cpu);

    static VirtException Unsupported(string message) => new(ErrorCode.ConfigUnsupported, $"unsupported configuration: {message}", ErrorDomain.Cpu);
}
