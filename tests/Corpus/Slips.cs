using System.Text.RegularExpressions;

namespace Aerostat.Corpus.Tests;

/// <summary>Slips of a person's hand: a line gone, doubled, moved; a value changed. The same number is the same slip.</summary>
static partial class Slips
{
    public static (string Name, string Xml) Of(int number, IReadOnlyList<(string Name, string Xml)> documents)
    {
        Random chance = new(number);
        var (name, xml) = documents[chance.Next(documents.Count)];
        return ($"{number:d5}-{name}", chance.Next(8) switch
        {
            0 => Lines(xml, (lines, at) => lines.RemoveAt(at), chance),
            1 => Lines(xml, (lines, at) => lines.Insert(at, lines[at]), chance),
            2 => Lines(xml, (lines, at) => Move(lines, at, chance.Next(lines.Count - 1)), chance),
            _ => Value(xml, chance),
        });
    }

    static string Lines(string xml, Action<List<string>, int> change, Random chance)
    {
        List<string> lines = [.. xml.TrimEnd('\n').Split('\n')];
        change(lines, chance.Next(lines.Count));
        return string.Join('\n', lines) + "\n";
    }

    static void Move(List<string> lines, int from, int to)
    {
        var line = lines[from];
        lines.RemoveAt(from);
        lines.Insert(to, line);
    }

    static string Value(string xml, Random chance)
    {
        var values = Values().Matches(xml);
        var value = values[chance.Next(values.Count)].Groups[1];
        return $"{xml[..value.Index]}{Other(value.Value, values, chance)}{xml[(value.Index + value.Length)..]}";
    }

    static string Other(string value, MatchCollection all, Random chance) => chance.Next(8) switch
    {
        0 => "",
        1 => "0",
        2 => "-1",
        3 => "4294967296",
        4 => "nonsense",
        5 => value + "1",
        6 => value.Length > 1 ? value[..^1] : "2",
        _ => all[chance.Next(all.Count)].Groups[1].Value,
    };

    /// <summary>What stands between quotes, or between tags on one line.</summary>
    [GeneratedRegex("(?<==['\"]|>)([^'\"<>\n]+)(?=['\"]|<)")]
    private static partial Regex Values();
}
