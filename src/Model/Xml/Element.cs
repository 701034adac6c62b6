namespace Aerostat.Model;

/// <summary>One element of a document that has passed the limits; what a map has asked for is marked as taken.</summary>
sealed class Element(string name, string space = "")
{
    public string Name => name;

    /// <summary>The namespace, empty for the format's own.</summary>
    public string Space => space;

    public string Prefix { get; init; } = "";
    public int Line { get; init; }
    public int Column { get; init; }

    public List<AttributeNode> Attributes { get; } = [];

    /// <summary>Elements and, as strings, the text between them; comments are not kept.</summary>
    public List<object> Nodes { get; } = [];

    public bool Taken { get; set; }
    public bool TextTaken { get; set; }

    /// <summary>Closed on a line of its own, though there is nothing in it.</summary>
    public bool IsFrame { get; set; }

    public IEnumerable<Element> Children => Nodes.OfType<Element>();

    public string Text => Nodes switch
    {
        [] => "",
        [string only] => only,
        _ => string.Concat(Nodes.Select(node => node as string ?? ((Element)node).Text)),
    };

    public bool IsEmpty => Attributes.Count == 0 && Nodes.Count == 0;

    /// <summary>The map writes <c>qemu:commandline</c> for an element of QEMU's namespace, whatever its prefix.</summary>
    public bool Is(string wanted) => wanted.StartsWith("qemu:", StringComparison.Ordinal)
        ? space == Namespaces.Qemu && wanted.AsSpan(5).SequenceEqual(name)
        : space.Length == 0 && wanted == name;

    public AttributeNode? Attribute(string wanted)
    {
        foreach (var attribute in Attributes)
            if (attribute.Name == wanted) return attribute;
        return null;
    }
}

sealed class AttributeNode(string name, string value)
{
    public string Name => name;
    public string Value => value;
    public bool Taken { get; set; }
}

static class Namespaces
{
    public const string Qemu = "http://libvirt.org/schemas/domain/qemu/1.0";
}
