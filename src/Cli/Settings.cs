using System.Globalization;
using Aerostat.Cli.Grammar;

namespace Aerostat.Cli;

/// <summary>What is said before the command. The letters are virsh's; the words without one are ours.</summary>
sealed record Settings
{
    public string? Uri { get; init; }
    public bool ReadOnly { get; init; }
    public bool Quiet { get; init; }
    public bool Timing { get; init; }
    public int Debug { get; init; } = 4;

    /// <summary>What leaves the console: <c>^]</c>.</summary>
    public char Escape { get; init; } = '\x1d';

    /// <summary>Seconds of silence before the server is asked for a sign of life; 0 never asks.</summary>
    public int KeepaliveInterval { get; init; } = 5;
    public int KeepaliveCount { get; init; } = 6;
    public string? Log { get; init; }
    /// <summary>null: not said; a table, and plain lines where nobody looks.</summary>
    public Format? Format { get; init; }

    /// <summary>null: on a terminal, unless NO_COLOR says otherwise.</summary>
    public bool? Colour { get; init; }

    /// <summary>Asked instead of any command.</summary>
    public Question Asked { get; init; }

    public IReadOnlyList<string> Words { get; init; } = [];

    public enum Question { None, Help, Version, LongVersion }

    static readonly (char Letter, string Name, bool Value)[] Known =
    [
        ('c', "connect", true), ('d', "debug", true), ('e', "escape", true), ('h', "help", false), ('k', "keepalive-interval", true),
        ('K', "keepalive-count", true), ('l', "log", true), ('q', "quiet", false), ('r', "readonly", false), ('t', "timing", false),
        ('v', "version", false), ('V', "long-version", false), ('\0', "format", true), ('\0', "color", true),
    ];

    /// <summary>Reads options up to the first word that is none; that and the rest are the command.</summary>
    /// <exception cref="UsageException">In the words of getopt and virsh.</exception>
    public static Settings Read(IReadOnlyList<string> arguments, Action<string> warn)
    {
        Settings settings = new();
        var at = 0;
        for (; at < arguments.Count && arguments[at].Length > 1 && arguments[at][0] == '-'; at++)
        {
            var word = arguments[at];
            if (word == "--")
            {
                at++;
                break;
            }
            settings = word.StartsWith("--", StringComparison.Ordinal)
                ? settings.WithName(word, arguments, ref at, warn)
                : settings.WithLetters(word, arguments, ref at, warn);
            if (settings.Asked != Question.None) return settings;
        }
        return settings with { Words = [.. arguments.Skip(at)] };
    }

    Settings WithName(string word, IReadOnlyList<string> arguments, ref int at, Action<string> warn)
    {
        var equals = word.IndexOf('=');
        var name = word[2..(equals < 0 ? word.Length : equals)];
        var value = equals < 0 ? null : word[(equals + 1)..];
        var matches = Known.Where(k => k.Name == name).Concat(Known.Where(k => k.Name.StartsWith(name, StringComparison.Ordinal))).ToArray();
        if (matches.Length == 0) throw new UsageException($"unsupported option '{word}'. See --help.");

        var (letter, full, takesValue) = matches[0];
        if (full == "version") return With(value == "long" ? "long-version" : full, "", warn);
        if (!takesValue) return value is null ? With(full, "", warn) : throw new UsageException($"unsupported option '{word}'. See --help.");
        if (value is null && ++at == arguments.Count)
            throw new UsageException(letter == '\0' ? $"option '--{full}' requires an argument" : $"option '-{letter}'/'--{full}' requires an argument");
        return With(full, value ?? arguments[at], warn);
    }

    Settings WithLetters(string word, IReadOnlyList<string> arguments, ref int at, Action<string> warn)
    {
        var settings = this;
        for (var i = 1; i < word.Length; i++)
        {
            var (letter, name, takesValue) = Known.FirstOrDefault(k => k.Letter == word[i]);
            if (name is null) throw new UsageException($"unsupported option '-{word[i]}'. See --help.");
            if (!takesValue)
            {
                settings = settings.With(name, "", warn);
                continue;
            }
            if (i + 1 < word.Length) return settings.With(name, word[(i + 1)..], warn);
            return ++at < arguments.Count ? settings.With(name, arguments[at], warn)
                : throw new UsageException($"option '-{letter}'/'--{name}' requires an argument");
        }
        return settings;
    }

    Settings With(string name, string value, Action<string> warn) => name switch
    {
        "connect" => this with { Uri = value },
        "debug" => WithDebug(value, warn),
        "escape" => this with { Escape = EscapeOf(value) },
        "help" => this with { Asked = Question.Help },
        "keepalive-interval" => this with { KeepaliveInterval = NumberOf(value, "-k") },
        "keepalive-count" => this with { KeepaliveCount = NumberOf(value, "-K") },
        "log" => this with { Log = value },
        "quiet" => this with { Quiet = true },
        "readonly" => this with { ReadOnly = true },
        "timing" => this with { Timing = true },
        "version" => this with { Asked = Question.Version },
        "long-version" => this with { Asked = Question.LongVersion },
        "format" => this with { Format = FormatOf(value) },
        _ => this with { Colour = value switch { "always" => true, "never" => false, "auto" => null, _ => throw new UsageException($"--color is always, never or auto, not '{value}'") } },
    };

    Settings WithDebug(string value, Action<string> warn)
    {
        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var level))
            throw new UsageException("option -d takes a numeric argument");
        if (level is >= 0 and <= 4) return this with { Debug = level };
        warn($"ignoring debug level {level} out of range [0-4]");
        return this;
    }

    public static Format FormatOf(string value) => value switch
    {
        "table" => Aerostat.Cli.Format.Table,
        "json" => Aerostat.Cli.Format.Json,
        _ => throw new UsageException($"--format is table or json, not '{value}'"),
    };

    static int NumberOf(string value, string option) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new UsageException($"Invalid value for option {option}");

    static char EscapeOf(string value) => value switch
    {
        [var c] => c,
        ['^', >= 'a' and <= 'z' or >= '@' and <= '_'] => (char)(char.ToUpperInvariant(value[1]) ^ 0x40),
        _ => throw new UsageException($"Invalid string '{value}' for escape sequence"),
    };
}
