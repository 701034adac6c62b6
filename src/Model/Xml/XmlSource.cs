using System.Xml;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Reads a stranger's document under limits: each is checked before an element is built.</summary>
/// <remarks>
/// <c>XDocument.Parse</c> of 200,000 nested elements takes more than ten minutes; hence depth, as libxml2 has it.
/// </remarks>
static class XmlSource
{
    public const int MaxDepth = 256;
    public const int MaxNodes = 200_000;
    public const int MaxAttributes = 256;
    public const int MaxCharacters = 8 << 20;

    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxCharacters,
        MaxCharactersFromEntities = 1024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <param name="xml">The document.</param>
    /// <param name="label">What it is, for the message: libvirt says <c>(domain_definition)</c>.</param>
    /// <param name="domain">Whose error a broken one is.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.XmlDetail"/>: not well formed, or beyond a limit.</exception>
    public static Element Read(string xml, string label, ErrorDomain domain = ErrorDomain.Domain)
    {
        if (xml.Length > MaxCharacters) throw Refused(domain, $"({label}): the document has more than {MaxCharacters} characters");
        if (AttributeFlood.Find(xml, MaxAttributes) is { } flooded) throw Refused(domain, $"({label}):{flooded}: more than {MaxAttributes} attributes in one element");
        // Bytes that are no UTF-8 have become this character on the way in; what they meant nobody knows any more.
        if (xml.Contains('\uFFFD')) throw Refused(domain, Malformed.Explain(xml, label, 1 + xml.AsSpan(0, xml.IndexOf('\uFFFD')).Count('\n'), xml.IndexOf('\uFFFD') - xml.LastIndexOf('\n', xml.IndexOf('\uFFFD')), "Input is not proper UTF-8, indicate encoding !"));
        using var reader = XmlReader.Create(new StringReader(xml.TrimStart()), Settings);
        // Leading white space would hide the XML declaration, and libxml2 forgives it; lines are counted from its end.
        var skipped = xml.AsSpan()[..(xml.Length - xml.AsSpan().TrimStart().Length)].Count('\n');
        try
        {
            return Build(reader, label, skipped, domain);
        }
        catch (XmlException e)
        {
            throw Refused(domain, Malformed.Explain(xml, label, e.LineNumber + skipped, e.LinePosition, e.Message), e);
        }
    }

    static Element Build(XmlReader reader, string label, int skipped, ErrorDomain domain)
    {
        var lines = (IXmlLineInfo)reader;
        Stack<Element> open = [];
        Element? root = null;
        var nodes = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (++nodes > MaxNodes) throw Refused(domain, $"({label}):{lines.LineNumber + skipped}: more than {MaxNodes} elements");
                    if (reader.Depth >= MaxDepth) throw Refused(domain, $"({label}):{lines.LineNumber + skipped}: Excessive depth in document: {MaxDepth} use XML_PARSE_HUGE option");
                    var element = new Element(reader.LocalName, reader.NamespaceURI)
                    {
                        Prefix = reader.Prefix,
                        Line = lines.LineNumber + skipped,
                        Column = lines.LinePosition,
                    };
                    var empty = reader.IsEmptyElement;
                    while (reader.MoveToNextAttribute()) element.Attributes.Add(new(reader.Name, reader.Value));
                    if (open.TryPeek(out var parent)) parent.Nodes.Add(element);
                    root ??= element;
                    if (!empty) open.Push(element);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    open.Peek().Nodes.Add(reader.Value);
                    break;
                default:
                    break;
            }
        }
        return root ?? throw Refused(domain, $"({label}):1: Document is empty");
    }

    static VirtException Refused(ErrorDomain domain, string message, Exception? cause = null) => new(ErrorCode.XmlDetail, message, domain, cause);
}
