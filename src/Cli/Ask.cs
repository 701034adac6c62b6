using System.Globalization;
using Aerostat.Cli.Grammar;
using Aerostat.Values;

namespace Aerostat.Cli;

/// <summary>One command as it was asked for: its words, turned into values. The wording of its refusals is virsh's.</summary>
sealed partial class Ask(Session session, Parsed parsed)
{
    public Session Session => session;

    public Command Command => parsed.Command;

    public Output Out => session.Out;

    /// <summary>What was given for an option, the first time; null where it was not.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (option, value) in parsed.Values) if (option.Name == name) return value;
            return null;
        }
    }

    public bool Has(string name) => this[name] is not null;

    public string[] All(string name) => [.. parsed.Values.Where(v => v.Key.Name == name).Select(v => v.Value)];

    /// <summary>A word that says something.</summary>
    public string Text(string name) => OptionalText(name)!;

    public string? OptionalText(string name) =>
        this[name] is "" ? throw new CommandException($"Failed to get option '{name}': Option argument is empty") : this[name];

    public int Int(string name) => OptionalInt(name)!.Value;

    public int? OptionalInt(string name) => Number<int>(name, NumberStyles.AllowLeadingSign);

    public uint? OptionalUInt(string name) => Number<uint>(name, NumberStyles.None);

    public ulong? OptionalULong(string name) => Number<ulong>(name, NumberStyles.None);

    public ulong Size(string name, ulong unit = 1, ulong max = ulong.MaxValue) => OptionalSize(name, unit, max)!.Value;

    /// <summary>A number with a suffix, in bytes.</summary>
    /// <param name="name">The option.</param>
    /// <param name="unit">What a bare number counts.</param>
    /// <param name="max">The most bytes that can be said.</param>
    public ulong? OptionalSize(string name, ulong unit = 1, ulong max = ulong.MaxValue)
    {
        if (this[name] is not { } text) return null;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var end = digits < 0 ? text.Length : digits;
        if (!ulong.TryParse(text.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) throw Malformed("Scaled numeric", name);

        var suffix = text[end..].Trim();
        var scale = suffix.Length == 0 ? unit : Bytes.Unit(suffix)
            ?? throw Malformed("Scaled numeric", name, new VirtException(ErrorCode.InvalidArg, $"invalid argument: unknown suffix '{suffix}'"));
        return value <= max / scale ? value * scale
            : throw Malformed("Scaled numeric", name, new VirtException(ErrorCode.Overflow, $"numerical overflow: value too large: {text}"));
    }

    /// <summary>At most one of them may be given.</summary>
    public void Exclusive(params ReadOnlySpan<string> names)
    {
        for (var a = 0; a < names.Length; a++)
            for (var b = a + 1; b < names.Length; b++)
                if (Has(names[a]) && Has(names[b]))
                    throw new CommandException($"Options --{names[a]} and --{names[b]} are mutually exclusive");
    }

    /// <summary><paramref name="name"/> makes sense only beside <paramref name="needed"/>.</summary>
    public void Needs(string name, string needed)
    {
        if (Has(name) && !Has(needed)) throw new CommandException($"Option --{needed} is required by option --{name}");
    }

    /// <summary>The bits of those flags that were given.</summary>
    public uint Flags(params (string Name, uint Bit)[] flags)
    {
        var bits = 0u;
        foreach (var (name, bit) in flags) if (Has(name)) bits |= bit;
        return bits;
    }

    /// <summary><c>--live</c> is 1, <c>--config</c> 2; null where none of the three words was said.</summary>
    public uint? Scope()
    {
        Exclusive("current", "live");
        Exclusive("current", "config");
        return Has("current") || Has("live") || Has("config") ? Flags(("live", 1), ("config", 2)) : null;
    }

    T? Number<T>(string name, NumberStyles style) where T : struct, System.Numerics.INumber<T> =>
        this[name] is not { } text ? null
        : T.TryParse(text, style, CultureInfo.InvariantCulture, out var value) ? value : throw Malformed("Numeric", name);

    CommandException Malformed(string kind, string name, Exception? cause = null) =>
        new($"{kind} value '{this[name]}' for <{name}> option is malformed or out of range", cause);
}
