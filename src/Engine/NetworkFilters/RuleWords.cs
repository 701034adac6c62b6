using System.Text;
using Aerostat.Model;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>A rule as the words of a line for ebtables or iptables.</summary>
/// <param name="rule">With values in place of its variables.</param>
/// <param name="reversed">What is of the source is looked for in the destination.</param>
sealed class RuleWords(FilterRule rule, bool reversed)
{
    readonly StringBuilder text = new();

    public FilterRule Rule => rule;

    /// <summary>The rule has said something of packets.</summary>
    public bool IsEmpty => text.Length == 0;

    public RuleWords Add(string words)
    {
        text.Append(' ').Append(words);
        return this;
    }

    /// <summary>An option of one place for the source, and another for the destination.</summary>
    public string Sided(string source, string destination) => reversed ? destination : source;

    public string? Text(string field) => rule[field]?.Value.ToString();

    public uint? Number(string field) => (rule[field]?.Value as FilterNumber)?.Value;

    public bool Has(string field) => rule[field] is not null;

    /// <summary>An option with ebtables' sign behind it.</summary>
    public RuleWords Link(string option, string field, string? value) => value is null ? this : Add($"{option} {(rule[field]!.Negated ? "! " : "")}{value}");

    /// <summary>An option with iptables' sign before it.</summary>
    public RuleWords Packet(string option, string field, string? value) => value is null ? this : Add($"{(rule[field]!.Negated ? "! " : "")}{option} {value}");

    /// <summary>An address, and the bits of it that count.</summary>
    public string? Masked(string address, string mask) => Text(address) is { } one ? Has(mask) ? $"{one}/{Text(mask)}" : one : null;

    /// <summary>From one number to another.</summary>
    public string? Range(string first, string last, char between = ':') => Number(first) is not { } one ? null : Number(last) is { } end ? $"{one}{between}{end}" : $"{one}";

    public static string Quoted(string value)
    {
        StringBuilder quoted = new("\"");
        foreach (var c in value)
        {
            if (c is '"' or '\\') quoted.Append('\\');
            // A line's end would begin another rule.
            quoted.Append(char.IsControl(c) ? ' ' : c);
        }
        return quoted.Append('"').ToString();
    }

    public override string ToString() => text.ToString();
}
