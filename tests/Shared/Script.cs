namespace Aerostat.Tests.Shared;

/// <summary>One line of a script and what is expected of it.</summary>
/// <param name="Where">File and line, for whoever reads a failure.</param>
/// <param name="Prompt">Who is spoken to: the host's shell, the guest's, or the harness itself.</param>
/// <param name="Until">Null: say it once. Else: until the output matches.</param>
/// <param name="Expected">The output as printed in the document, where it is one.</param>
public sealed record Step(string Where, Prompt Prompt, string Command, string? Until, string? Expected);

public enum Prompt { Host, Guest, Harness }

/// <summary>Reads a script: <c>$ </c> the host, <c>guest# </c> the guest, <c>% </c> the harness; <c>~ REGEX</c> below a line asks until it matches; what else
/// stands below is the output. In a Markdown file only the fenced blocks marked <c>console</c> count.</summary>
public static class Script
{
    public static IReadOnlyList<Step> Read(string path)
    {
        List<Step> steps = [];
        var markdown = path.EndsWith(".md", StringComparison.Ordinal);
        var inside = !markdown;
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (markdown && line.StartsWith("```", StringComparison.Ordinal)) inside = !inside && line == "```console";
            else if (inside) Take(line, $"{Path.GetFileName(path)}:{number}", steps, markdown);
        }
        return steps;
    }

    static void Take(string line, string where, List<Step> steps, bool keepsOutput)
    {
        if (!keepsOutput && (line.Length == 0 || line.StartsWith("# ", StringComparison.Ordinal))) return;
        if (line.StartsWith("$ ", StringComparison.Ordinal)) steps.Add(new(where, Prompt.Host, line[2..], null, null));
        else if (line.StartsWith("guest# ", StringComparison.Ordinal)) steps.Add(new(where, Prompt.Guest, line[7..], null, null));
        else if (line.StartsWith("% ", StringComparison.Ordinal)) steps.Add(new(where, Prompt.Harness, line[2..], null, null));
        else if (steps.Count > 0 && line.StartsWith("~ ", StringComparison.Ordinal)) steps[^1] = steps[^1] with { Until = line[2..] };
        else if (steps.Count > 0) steps[^1] = steps[^1] with { Expected = (steps[^1].Expected is { } before ? before + "\n" : "") + line };
    }
}
