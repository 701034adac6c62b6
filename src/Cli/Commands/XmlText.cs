using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.XPath;
using Aerostat.Cli.Grammar;

namespace Aerostat.Cli.Commands;

/// <summary>XML from the server or a file, read under limits and written as libxml writes it.</summary>
static class XmlText
{
    const int MaxDepth = 256;

    /// <param name="text">A stranger's.</param>
    /// <param name="keepSpace">White space between elements stays, for what is shown or sent back as it was.</param>
    public static XElement Parse(string text, bool keepSpace = false)
    {
        XmlReaderSettings settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = !keepSpace };
        try
        {
            using (var scout = XmlReader.Create(new StringReader(text), settings))
                while (scout.Read())
                    if (scout.Depth > MaxDepth) throw new CommandException($"XML nested deeper than {MaxDepth} elements");
            using var reader = XmlReader.Create(new StringReader(text), settings);
            return XElement.Load(reader, keepSpace ? LoadOptions.PreserveWhitespace : LoadOptions.None);
        }
        catch (XmlException e)
        {
            throw new CommandException($"XML error: {e.Message}");
        }
    }

    /// <summary>What an XPath expression picks, as virsh prints it; null where it picks nothing.</summary>
    public static string? Pick(string text, string xpath, bool wrap)
    {
        object result;
        try
        {
            result = Parse(text).Document is { } document ? document.XPathEvaluate(xpath) : new XDocument(Parse(text)).XPathEvaluate(xpath);
        }
        catch (XPathException e)
        {
            throw new CommandException($"internal error: Incorrect xpath '{xpath}': {e.Message}");
        }
        if (result is not IEnumerable<object> picked) throw new CommandException($"internal error: Incorrect xpath '{xpath}'");
        var nodes = picked.ToArray();
        if (nodes.Length == 0) return null;
        if (!wrap) return string.Concat(nodes.Select(node => Format(node) + "\n"));

        XElement root = new("nodes");
        foreach (var node in nodes)
        {
            if (node is XAttribute attribute) root.SetAttributeValue(attribute.Name, attribute.Value);
            else if (node is XNode other) root.Add(other is XElement element ? new XElement(element) : other);
        }
        return Format(root) + "\n";
    }

    static string Format(object node) => node switch
    {
        XElement element => Write(element, indent: true),
        XAttribute attribute => $" {attribute.Name.LocalName}=\"{Escape(attribute.Value, quote: true)}\"",
        XText text => text.Value,
        _ => node.ToString() ?? "",
    };

    /// <param name="element">What to write.</param>
    /// <param name="indent">Two columns a level where there are only elements; else as it was read.</param>
    public static string Write(XElement element, bool indent = false)
    {
        StringBuilder text = new();
        Write(text, element, indent, 0);
        return text.ToString();
    }

    static void Write(StringBuilder text, XElement element, bool indent, int depth)
    {
        var name = element.GetPrefixOfNamespace(element.Name.Namespace) is { Length: > 0 } prefix ? $"{prefix}:{element.Name.LocalName}" : element.Name.LocalName;
        text.Append('<').Append(name);
        foreach (var attribute in element.Attributes())
        {
            var attributePrefix = attribute.IsNamespaceDeclaration ? attribute.Name.LocalName == "xmlns" ? "" : "xmlns:"
                : attribute.Name.Namespace == XNamespace.None ? "" : element.GetPrefixOfNamespace(attribute.Name.Namespace) + ":";
            text.Append(' ').Append(attributePrefix).Append(attribute.Name.LocalName).Append("=\"").Append(Escape(attribute.Value, quote: true)).Append('"');
        }
        if (!element.Nodes().Any())
        {
            text.Append("/>");
            return;
        }
        text.Append('>');
        var lines = indent && !element.Nodes().Any(node => node is XText);
        foreach (var node in element.Nodes())
        {
            if (lines) text.Append('\n').Append(' ', (depth + 1) * 2);
            switch (node)
            {
                case XElement child: Write(text, child, indent, depth + 1); break;
                case XText words: text.Append(Escape(words.Value, quote: false)); break;
                default: text.Append(node); break;
            }
        }
        if (lines) text.Append('\n').Append(' ', depth * 2);
        text.Append("</").Append(name).Append('>');
    }

    /// <summary>As libxml escapes: quotes in attributes only.</summary>
    static string Escape(string text, bool quote)
    {
        var escaped = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        return quote ? escaped.Replace("\"", "&quot;", StringComparison.Ordinal).Replace("\n", "&#10;", StringComparison.Ordinal) : escaped;
    }

    /// <summary>As virsh writes into attributes in single quotes.</summary>
    public static string Attribute(string text) =>
        Escape(text, quote: true).Replace("'", "&apos;", StringComparison.Ordinal);

    extension(Ask ask)
    {
        /// <summary>Prints XML whole, or what <c>--xpath</c> picks of it.</summary>
        public void PrintXml(string xml)
        {
            if (ask["xpath"] is not { } xpath) ask.Out.Text(xml);
            else if (Pick(xml, xpath, ask.Has("wrap")) is { } picked) ask.Out.Text(picked);
        }
    }
}
