using System.Text;

namespace Aerostat.Cli.Commands;

/// <summary>Device XML as virsh makes it from options: single quotes, two columns a level.</summary>
sealed class DeviceXml
{
    readonly StringBuilder text = new();
    int depth;

    /// <summary>An element; attributes without a value are left out.</summary>
    public DeviceXml Empty(string name, params ReadOnlySpan<(string Name, string? Value)> attributes) => Line(name, attributes, "/>");

    public DeviceXml Open(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Line(name, attributes, ">");
        depth++;
        return this;
    }

    public DeviceXml Close(string name)
    {
        depth--;
        text.Append(' ', depth * 2).Append("</").Append(name).Append(">\n");
        return this;
    }

    public DeviceXml Text(string name, string? value)
    {
        if (value is not null) text.Append(' ', depth * 2).Append($"<{name}>{XmlText.Attribute(value)}</{name}>\n");
        return this;
    }

    DeviceXml Line(string name, ReadOnlySpan<(string Name, string? Value)> attributes, string end)
    {
        text.Append(' ', depth * 2).Append('<').Append(name);
        foreach (var (attribute, value) in attributes)
            if (value is not null) text.Append(' ').Append(attribute).Append("='").Append(XmlText.Attribute(value)).Append('\'');
        text.Append(end).Append('\n');
        return this;
    }

    public override string ToString() => text.ToString();
}
