namespace Aerostat.Model;

/// <summary>Says of a document that is not XML what is wrong, where, and what is missing; in libvirt's shape, with the line and an arrow.</summary>
static class Malformed
{
    const int Shown = 80;

    public static string Explain(string xml, string label, int line, int column, string fallback)
    {
        // .NET does not say where a document type stands.
        if (line < 1 && xml.IndexOf("<!DOCTYPE", StringComparison.Ordinal) is >= 0 and var type)
            (line, column) = (1 + xml.AsSpan(0, type).Count('\n'), type - xml.LastIndexOf('\n', type));
        var text = xml.Split('\n').ElementAtOrDefault(line - 1)?.TrimEnd('\r') ?? "";
        var at = Math.Clamp(column - 1, 0, text.Length);
        var from = Math.Max(0, at - Shown / 2);
        var excerpt = text[from..Math.Min(text.Length, from + Shown)];
        return $"({label}):{line}: {Reason(text, at, fallback)} (line {line}, column {column})\n{excerpt}\n{new string('-', at - from)}^";
    }

    static string Reason(string text, int at, string fallback)
    {
        if (string.IsNullOrWhiteSpace(text) && at == 0 && fallback.Contains("Root element", StringComparison.Ordinal)) return "Document is empty";
        if (at > 0 && at < text.Length && text[at - 1] is '\'' or '"' && (char.IsLetter(text[Math.Min(at, text.Length - 1)]) || text[Math.Min(at, text.Length - 1)] == '_'))
            return $"attributes construct error: white space is missing between {Before(text, at)} and {After(text, at)}";
        if (fallback.Contains("DTD is prohibited", StringComparison.Ordinal)) return "a document type, and with it entities, is not allowed here";
        if (fallback.Contains("Data at the root level is invalid", StringComparison.Ordinal)) return "Start tag expected, '<' not found";
        // .NET ends its sentence with the place, which stands elsewhere here.
        var end = fallback.LastIndexOf(" Line ", StringComparison.Ordinal);
        return end > 0 ? fallback[..end].TrimEnd('.') : fallback.TrimEnd('.');
    }

    static string Before(string text, int at)
    {
        var start = text.LastIndexOf(' ', at - 1);
        return text[(start + 1)..at];
    }

    static string After(string text, int at)
    {
        var end = text.IndexOfAny([' ', '=', '/', '>'], at);
        return end < 0 ? text[at..] : text[at..end];
    }
}
