using System.Globalization;
using System.Security;
using System.Text;

namespace Aerostat.Qemu;

/// <summary>Writes a report as libvirt prints it: single quotes, two spaces a level.</summary>
public sealed class XmlText
{
    readonly StringBuilder text = new();
    int depth;

    /// <summary>An element with others within.</summary>
    public XmlText Open(string name, ReadOnlySpan<(string Name, object? Value)> attributes, Action within)
    {
        Indent();
        Tag(name, attributes);
        text.Append(">\n");
        depth++;
        within();
        depth--;
        Indent();
        text.Append("</").Append(name).Append(">\n");
        return this;
    }

    public XmlText Open(string name, Action within) => Open(name, [], within);

    /// <summary>An element with text, or with nothing.</summary>
    public XmlText Leaf(string name, object? value, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Indent();
        Tag(name, attributes);
        if (value is null) text.Append("/>\n");
        else text.Append('>').Append(Escaped(value)).Append("</").Append(name).Append(">\n");
        return this;
    }

    public XmlText Empty(string name, params ReadOnlySpan<(string Name, object? Value)> attributes) => Leaf(name, null, attributes);

    /// <summary>Nothing where nothing is known.</summary>
    public XmlText Some(string name, string? value) => string.IsNullOrWhiteSpace(value) ? this : Leaf(name, value);

    void Tag(string name, ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        text.Append('<').Append(name);
        foreach (var (attribute, value) in attributes)
            if (value is not null) text.Append(' ').Append(attribute).Append("='").Append(Escaped(value)).Append('\'');
    }

    static string? Escaped(object value) => SecurityElement.Escape(value is bool flag ? flag ? "yes" : "no" : Convert.ToString(value, CultureInfo.InvariantCulture));

    void Indent() => text.Append(' ', depth * 2);

    public override string ToString() => text.ToString();
}
