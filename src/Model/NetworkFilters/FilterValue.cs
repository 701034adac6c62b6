using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A field of packets, and what it is compared with.</summary>
/// <param name="Negated">It must be anything else.</param>
public sealed record FilterField(string Name, FilterValue Value, bool Negated);

/// <summary>What a field is compared with; its text is the document's.</summary>
public abstract record FilterValue
{
    public abstract override string ToString();
}

/// <param name="Value">The number.</param>
/// <param name="Text">How it is told: a word, or in the base in which it was written.</param>
public sealed record FilterNumber(uint Value, string Text) : FilterValue
{
    public override string ToString() => Text;
}

/// <summary>What is told as it is used.</summary>
public sealed record FilterText(string Text) : FilterValue
{
    public override string ToString() => Text;
}

public sealed record FilterMac(MacAddress Address) : FilterValue
{
    public override string ToString() => Address.ToString();
}

public sealed record FilterAddress(IPAddress Address) : FilterValue
{
    /// <summary>The digits of the last four bytes are told as glibc does of an address that is an IPv4 one in disguise.</summary>
    public override string ToString() => Address.ToString();
}

/// <summary>The name of a value that the card gives, <c>$NAME</c>: one of several by its place, or each of them in turn.</summary>
/// <param name="Name">Without the sign.</param>
/// <param name="Index">Null: each of them.</param>
/// <param name="Iterator">Variables of one iterator go on together; those of different ones in all combinations.</param>
public sealed partial record FilterVariable(string Name, uint? Index, uint Iterator = 0) : FilterValue
{
    const uint MostIterators = 1000;

    public static bool IsOne(string text) => text is ['$', ..];

    /// <summary>Null: no name of a variable.</summary>
    public static FilterVariable? Parse(string text)
    {
        if (Grammar().Match(text) is not { Success: true } match) return null;
        var name = match.Groups["name"].Value;
        if (!match.Groups["number"].Success) return new(name, null);
        if (FilterNumbers.Parse(match.Groups["number"].Value) is not { } number) return null;
        if (!match.Groups["at"].Success) return new(name, number);
        return number > MostIterators ? null : new(name, null, number);
    }

    public override string ToString() => Index is { } index ? string.Create(CultureInfo.InvariantCulture, $"${Name}[{index}]") : Iterator is 0 ? $"${Name}" : string.Create(CultureInfo.InvariantCulture, $"${Name}[@{Iterator}]");

    // What follows the bracket libvirt does not look at.
    [GeneratedRegex(@"^\$(?<name>[a-zA-Z0-9_]*)(\[\s*(?<at>@)?\s*(?<number>[-+]?[0-9]+)\s*\].*)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Grammar();
}

/// <summary>Numbers as libvirt's filters have them: decimal, or after <c>0x</c> hexadecimal; what is below zero counts from the end.</summary>
static class FilterNumbers
{
    public static uint? Parse(string text)
    {
        var rest = text.AsSpan().TrimStart();
        var isNegative = rest is ['-', ..];
        if (rest is ['-' or '+', ..]) rest = rest[1..];
        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (isHex) rest = rest[2..];
        return uint.TryParse(rest, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? isNegative ? unchecked(0 - number) : number : null;
    }

    /// <summary>In the base in which it was written.</summary>
    public static FilterNumber? Told(string text, uint most) => Parse(text) is { } number && number <= most
        ? new(number, text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? $"0x{number:x}" : NetworkFilterXml.Number(number))
        : null;
}
