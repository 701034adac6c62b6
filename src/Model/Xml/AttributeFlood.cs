namespace Aerostat.Model;

/// <summary>Finds a tag with more attributes than any of ours has, before a parser meets it.</summary>
/// <remarks><c>XmlReader</c> takes all attributes of a tag at once, and its time for them grows faster than their number.</remarks>
static class AttributeFlood
{
    /// <summary>The line of the first such tag; null: none.</summary>
    public static int? Find(ReadOnlySpan<char> xml, int limit)
    {
        for (var at = 0; at < xml.Length;)
        {
            var open = xml[at..].IndexOf('<');
            if (open < 0) return null;
            at += open;
            var rest = xml[at..];
            if (rest.StartsWith("<!--", StringComparison.Ordinal)) at += Past(rest, "-->");
            else if (rest.StartsWith("<![CDATA[", StringComparison.Ordinal)) at += Past(rest, "]]>");
            else
            {
                var (length, attributes) = Tag(rest);
                if (attributes > limit) return xml[..at].Count('\n') + 1;
                at += length;
            }
        }
        return null;
    }

    static int Past(ReadOnlySpan<char> rest, string end) => rest.IndexOf(end, StringComparison.Ordinal) is >= 0 and var found ? found + end.Length : rest.Length;

    /// <summary>Up to the <c>&gt;</c> that is in no quotes; each <c>=</c> out of quotes is an attribute.</summary>
    static (int Length, int Attributes) Tag(ReadOnlySpan<char> rest)
    {
        var attributes = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            switch (rest[i])
            {
                case '>':
                    return (i + 1, attributes);
                case '=':
                    attributes++;
                    break;
                case '\'' or '"':
                    var close = rest[(i + 1)..].IndexOf(rest[i]);
                    if (close < 0) return (rest.Length, attributes);
                    i += close + 1;
                    break;
            }
        }
        return (rest.Length, attributes);
    }
}
