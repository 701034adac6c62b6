using System.Text;

namespace Aerostat.Model;

/// <summary>Writes what is not ours to understand, <c>&lt;metadata&gt;</c> above all, in libxml2's form: double quotes, and text left as it was.</summary>
static class ForeignXml
{
    public static string Write(Element element)
    {
        StringBuilder text = new();
        Write(text, element, 0);
        return text.ToString();
    }

    public static void Write(StringBuilder text, Element element, int depth, bool format = true)
    {
        var name = element.Prefix.Length > 0 ? $"{element.Prefix}:{element.Name}" : element.Name;
        text.Append('<').Append(name);
        // libxml2 keeps namespace declarations apart and writes them first.
        foreach (var attribute in element.Attributes.OrderBy(a => a.Name.StartsWith("xmlns", StringComparison.Ordinal) ? 0 : 1))
        {
            text.Append(' ').Append(attribute.Name).Append("=\"");
            Escape(text, attribute.Value, quoted: true);
            text.Append('"');
        }
        if (element.Nodes.Count == 0)
        {
            text.Append("/>");
            return;
        }
        text.Append('>');
        // One piece of text among the children, and white space means something: nothing below is indented.
        format &= !element.Nodes.Exists(node => node is string);
        foreach (var node in element.Nodes)
        {
            if (format) text.Append('\n').Append(' ', (depth + 1) * 2);
            if (node is Element child) Write(text, child, depth + 1, format);
            else Escape(text, (string)node, quoted: false);
        }
        if (format) text.Append('\n').Append(' ', depth * 2);
        text.Append("</").Append(name).Append('>');
    }

    static void Escape(StringBuilder text, string value, bool quoted)
    {
        foreach (var c in value)
        {
            switch (c)
            {
                case '<': text.Append("&lt;"); break;
                case '>': text.Append("&gt;"); break;
                case '&': text.Append("&amp;"); break;
                case '\r': text.Append("&#13;"); break;
                case '"' when quoted: text.Append("&quot;"); break;
                case '\n' when quoted: text.Append("&#10;"); break;
                case '\t' when quoted: text.Append("&#9;"); break;
                default: text.Append(c); break;
            }
        }
    }
}
