using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>XML that is somebody else's: kept as it is, equal by its text.</summary>
public sealed class ForeignElement : IEquatable<ForeignElement>
{
    internal Element Element { get; }

    internal ForeignElement(Element element)
    {
        Element = element;
        LeftOver.Forgive(element);
    }

    /// <summary>Reads one element.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.XmlDetail"/>: not well formed, or beyond a limit.</exception>
    public static ForeignElement Parse(string xml, string label = "metadata_xml") => new(XmlSource.Read(xml, label));

    public string Name => Element.Name;
    public string Space => Element.Space;
    public IEnumerable<ForeignElement> Children => Element.Children.Select(child => new ForeignElement(child));

    /// <summary>Only the first child of each namespace is kept, and none without: what is looked up by its namespace must be one.</summary>
    internal ForeignElement OnePerNamespace()
    {
        HashSet<string> seen = [];
        Element.Nodes.RemoveAll(node => node is Element child && (child.Space.Length == 0 || !seen.Add(child.Space)));
        return this;
    }

    public bool Equals(ForeignElement? other) => other is not null && ToString() == other.ToString();
    public override bool Equals(object? obj) => Equals(obj as ForeignElement);
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => ForeignXml.Write(Element);
}
