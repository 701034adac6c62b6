using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A processor's document on its own: as a domain has it, or as a host tells of itself.</summary>
public static class CpuXml
{
    /// <exception cref="VirtException"><see cref="ErrorCode.XmlError"/>: not a processor.</exception>
    public static CpuDefinition Read(string xml, ReadOptions? options = null)
    {
        var root = XmlSource.Read(xml, "CPU_definition");
        if (!root.Is("cpu")) throw new VirtException(ErrorCode.XmlError, "XML error: XML does not contain expected 'cpu' element", ErrorDomain.Cpu);
        return XmlMap.Read(root, options ?? ReadOptions.Default, x =>
        {
            // What a host says beside.
            if (x.Reading)
            {
                _ = x.Leaf("arch", null);
                foreach (var beside in (string[])["microcode", "signature", "counter", "pages"]) x.At(beside).Touch();
            }
            return CpuDefinition.Map(x, new());
        });
    }
}
