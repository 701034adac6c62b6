using System.Text;

namespace Aerostat.Model;

/// <summary>Writes elements as libvirt does: two spaces a level, single quotes, an empty element closed at once.</summary>
static class XmlOutput
{
    public static string Write(Element root)
    {
        StringBuilder text = new();
        Write(text, root, 0);
        return text.ToString();
    }

    static void Write(StringBuilder text, Element element, int depth)
    {
        text.Append(' ', depth * 2);
        if (element.Space.Length > 0 && element.Space != Namespaces.Qemu || element.Name is "metadata")
        {
            ForeignXml.Write(text, element, depth);
            text.Append('\n');
            return;
        }
        var name = element.Space == Namespaces.Qemu ? "qemu:" + element.Name : element.Name;
        text.Append('<').Append(name);
        foreach (var attribute in element.Attributes)
        {
            text.Append(' ').Append(attribute.Name).Append("='");
            Escape(text, attribute.Value);
            text.Append('\'');
        }
        switch (element.Nodes)
        {
            case [] when !element.IsFrame:
                text.Append("/>\n");
                return;
            case [string only]:
                text.Append('>');
                Escape(text, only);
                break;
            default:
                text.Append(">\n");
                foreach (var child in element.Children) Write(text, child, depth + 1);
                text.Append(' ', depth * 2);
                break;
        }
        text.Append("</").Append(name).Append(">\n");
    }

    /// <summary>All five are escaped, in text too, as libvirt does. What XML cannot hold is left out.</summary>
    static void Escape(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            switch (c)
            {
                case '<': text.Append("&lt;"); break;
                case '>': text.Append("&gt;"); break;
                case '&': text.Append("&amp;"); break;
                case '"': text.Append("&quot;"); break;
                case '\'': text.Append("&apos;"); break;
                case < ' ' and not ('\t' or '\n' or '\r'): break;
                default: text.Append(c); break;
            }
        }
    }
}
