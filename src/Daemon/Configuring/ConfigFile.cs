using System.Globalization;
using Aerostat.Values;

namespace Aerostat.Daemon.Configuring;

/// <summary>A file in libvirtd.conf's syntax: <c>name = 5</c>, <c>"text"</c>, <c>'text'</c>, <c>"""lines"""</c> or <c>[ "a", "b" ]</c>; <c>#</c> begins a comment.</summary>
/// <remarks>A line that is wrong is named, and the next one is read.</remarks>
sealed class ConfigFile
{
    /// <summary>Longer is no configuration.</summary>
    const long Limit = 1 << 20;

    readonly Dictionary<string, ConfigValue> values = [];
    readonly List<ConfigProblem> problems = [];

    ConfigFile(string path) => Path = path;

    public string Path { get; }
    public IReadOnlyDictionary<string, ConfigValue> Values => values;
    public IReadOnlyList<ConfigProblem> Problems => problems;

    /// <summary>A file that is not there says nothing; one that cannot be read is a problem.</summary>
    public static ConfigFile Read(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > Limit } file)
                return Failed(path, $"has {file.Length} bytes: expected a configuration of at most {Limit}");
            return Parse(path, File.ReadAllText(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed(path, e.Message);
        }
    }

    public static ConfigFile Parse(string path, string text)
    {
        ConfigFile file = new(path);
        Scanner scanner = new(text);
        while (scanner.NextStatement())
        {
            var line = scanner.Line;
            try
            {
                var name = scanner.Name();
                var value = scanner.Value();
                scanner.EndOfStatement();
                if (!file.values.TryAdd(name, value))
                    file.problems.Add(new(path, line, $"{name} is set in line {file.values[name].Line} already: expected it once"));
            }
            catch (FormatException e)
            {
                file.problems.Add(new(path, scanner.Line, e.Message));
                scanner.SkipLine();
            }
        }
        return file;
    }

    static ConfigFile Failed(string path, string why)
    {
        ConfigFile file = new(path);
        file.problems.Add(new(path, 0, why));
        return file;
    }

    struct Scanner(string text)
    {
        int at;

        public int Line { get; private set; } = 1;

        readonly char Here => at < text.Length ? text[at] : '\n';

        readonly bool AtEnd => at >= text.Length;

        /// <summary>Goes to the next thing that is neither blank nor comment.</summary>
        public bool NextStatement()
        {
            SkipBlankLines();
            return !AtEnd;
        }

        public string Name()
        {
            var from = at;
            while (char.IsAsciiLetterOrDigit(Here) || Here == '_') at++;
            if (at == from || !char.IsAsciiLetter(text[from])) throw new FormatException($"found '{Here}': expected a name, as in max_clients = 5000");
            var name = text[from..at];
            SkipBlanks();
            if (Here != '=') throw new FormatException($"expected '=' after {name}");
            at++;
            SkipBlanks();
            return name;
        }

        public ConfigValue Value() => Here switch
        {
            '"' or '\'' => new TextValue(Line, Text()),
            '[' => List(),
            >= '0' and <= '9' or '-' or '+' => Number(),
            _ => throw new FormatException("expected a number, a \"text\" in quotes, or a list [ \"a\", \"b\" ]"),
        };

        public void EndOfStatement()
        {
            SkipBlanks();
            if (Here == '#') SkipLine();
            else if (!AtEnd && Here is not ('\n' or '\r')) throw new FormatException($"found '{Here}' after the value: expected the end of the line");
        }

        public void SkipLine()
        {
            while (!AtEnd && Here != '\n') at++;
        }

        NumberValue Number()
        {
            var from = at++;
            while (char.IsAsciiDigit(Here)) at++;
            return long.TryParse(text.AsSpan(from, at - from), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? new(Line, number)
                : throw new FormatException($"'{text[from..at]}' is no number of 64 bits");
        }

        ListValue List()
        {
            var line = Line;
            List<string> texts = [];
            at++;
            SkipBlankLines();
            while (!AtEnd && Here != ']')
            {
                if (Here is not ('"' or '\'')) throw new FormatException($"found '{Here}' in a list: expected a \"text\" in quotes, or ']'");
                texts.Add(Text());
                SkipBlankLines();
                if (Here == ',') at++;
                else if (Here != ']') break;
                SkipBlankLines();
            }
            if (AtEnd || Here != ']') throw new FormatException($"the list of line {line} is not closed: expected ',' or ']'");
            at++;
            return new(line, texts.ToValueList());
        }

        string Text()
        {
            const string Lines = "\"\"\"";
            var quote = text.AsSpan(at).StartsWith(Lines) ? Lines : text[at].ToString();
            var from = at + quote.Length;
            var to = text.IndexOf(quote, from, StringComparison.Ordinal);
            if (to < 0 || quote.Length == 1 && text.AsSpan(from, to - from).Contains('\n')) throw new FormatException($"the text is not closed: expected {quote}");
            Line += text.AsSpan(from, to - from).Count('\n');
            at = to + quote.Length;
            return text[from..to];
        }

        void SkipBlanks()
        {
            while (!AtEnd && Here is ' ' or '\t') at++;
        }

        void SkipBlankLines()
        {
            while (!AtEnd && (char.IsWhiteSpace(Here) || Here == '#'))
            {
                if (Here == '#') SkipLine();
                else if (text[at++] == '\n') Line++;
            }
        }
    }
}
