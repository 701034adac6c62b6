using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What no line of the grammar asked for: an error under validation, else a sentence to whoever listens; never nothing.</summary>
static class LeftOver
{
    /// <summary>More than these are counted, not listed: a stranger's document may hold a hundred thousand.</summary>
    const int Listed = 100;

    public static void Report(Element root, ReadOptions options)
    {
        if (!options.Validate && options.LeftOver is null) return;
        var count = 0;
        foreach (var sentence in Find(root, root.Name))
        {
            if (options.Validate)
                throw new VirtException(ErrorCode.XmlInvalidSchema, $"XML document failed to validate against schema: {sentence}", ErrorDomain.Xml)
                {
                    Hint = "Correct or remove it, or define without validation.",
                };
            if (++count <= Listed) options.LeftOver!.Add(sentence);
        }
        if (count > Listed) options.LeftOver!.Add($"and {count - Listed} more");
    }

    /// <summary>A whole element is known, and not wanted now.</summary>
    public static void Forgive(Element element)
    {
        element.Taken = element.TextTaken = true;
        foreach (var attribute in element.Attributes) attribute.Taken = true;
        foreach (var child in element.Children) Forgive(child);
    }

    static IEnumerable<string> Find(Element element, string path)
    {
        foreach (var attribute in element.Attributes)
        {
            if (!attribute.Taken && !attribute.Name.StartsWith("xmlns", StringComparison.Ordinal) && !attribute.Name.StartsWith("xml:", StringComparison.Ordinal))
                yield return $"line {element.Line}: unknown attribute '{attribute.Name}' in {path}";
        }
        if (!element.TextTaken && element.Nodes.OfType<string>().FirstOrDefault(text => !string.IsNullOrWhiteSpace(text)) is { } stray)
            yield return $"line {element.Line}: unexpected text '{Shortened(stray)}' in {path}";
        foreach (var child in element.Children)
        {
            var below = $"{path}/{child.Name}";
            if (!child.Taken) yield return $"line {child.Line}: unknown element {below}";
            else
                foreach (var sentence in Find(child, below)) yield return sentence;
        }
    }

    static string Shortened(string text) => text.Trim() is { Length: > 40 } lengthy ? lengthy[..40] + "…" : text.Trim();
}
