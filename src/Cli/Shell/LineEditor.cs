using System.Text;

namespace Aerostat.Cli.Shell;

/// <summary>One line at a prompt: moved in, erased from, completed, recalled. The keys are readline's.</summary>
sealed class LineEditor(Stream input, TextWriter output, History history, Func<string, IReadOnlyList<string>> complete)
{
    readonly StringBuilder text = new();
    readonly byte[] one = new byte[1];
    string prompt = "";
    string kept = "";
    int cursor;
    bool tabbed;

    /// <summary>The line typed; null at the end of input.</summary>
    public string? Read(string prompt)
    {
        (this.prompt, cursor) = (prompt, 0);
        text.Clear();
        history.Rewind();
        Draw();
        while (true)
        {
            var key = ReadKey();
            if (key is null || key == "^D" && text.Length == 0)
            {
                return null;
            }
            if (key == "^M")
            {
                output.Write("\r\n");
                history.Add(text.ToString());
                return text.ToString();
            }
            if (key == "^C")
            {
                output.Write("^C\r\n");
                return "";
            }
            Press(key);
            tabbed = key == "^I";
            Draw();
        }
    }

    void Press(string key)
    {
        switch (key)
        {
            case "^A" or "[H" or "[1~" or "OH": cursor = 0; break;
            case "^E" or "[F" or "[4~" or "OF": cursor = text.Length; break;
            case "^B" or "[D" or "OD": cursor = Math.Max(0, cursor - 1); break;
            case "^F" or "[C" or "OC": cursor = Math.Min(text.Length, cursor + 1); break;
            case "^H" or "^?": Erase(cursor - 1, cursor); break;
            case "^D" or "[3~": Erase(cursor, cursor + 1); break;
            case "^K": Erase(cursor, text.Length); break;
            case "^U": Erase(0, cursor); break;
            case "^W": Erase(WordStart(), cursor); break;
            case "^L": output.Write("\e[H\e[2J"); break;
            case "^P" or "[A" or "OA": Recall(history.Older(text.ToString())); break;
            case "^N" or "[B" or "OB": Recall(history.Newer()); break;
            case "^Y": Insert(kept); break;
            case "^I": Complete(); break;
            case { Length: > 0 } when key[0] >= ' ' && key[0] != '[' || key.Length == 1: Insert(key); break;
        }
    }

    void Insert(string typed)
    {
        text.Insert(cursor, typed);
        cursor += typed.Length;
    }

    void Erase(int from, int to)
    {
        (from, to) = (Math.Max(0, from), Math.Min(text.Length, to));
        if (to - from > 1) kept = text.ToString(from, to - from);
        text.Remove(from, to - from);
        cursor = from;
    }

    int WordStart()
    {
        var at = cursor;
        while (at > 0 && text[at - 1] == ' ') at--;
        while (at > 0 && text[at - 1] != ' ') at--;
        return at;
    }

    void Recall(string? line)
    {
        if (line is null) return;
        text.Clear().Append(line);
        cursor = text.Length;
    }

    /// <summary>What all candidates share is typed; a second tab shows them.</summary>
    void Complete()
    {
        var start = WordStart();
        var word = text.ToString(start, cursor - start);
        string[] candidates = [.. complete(text.ToString(0, cursor)).Where(c => c.StartsWith(word, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        if (candidates.Length == 0) return;
        var shared = candidates.Aggregate((a, b) => a[..a.AsSpan().CommonPrefixLength(b)]);
        Insert(shared[word.Length..]);
        if (candidates.Length == 1) Insert(" ");
        else if (tabbed) output.Write($"\r\n{string.Join("  ", candidates)}\r\n");
    }

    void Draw()
    {
        // A line longer than the terminal scrolls sideways, so that one row is always enough.
        var room = Math.Max(8, Terminal.Columns - prompt.Length - 1);
        var from = Math.Max(0, cursor - room);
        var shown = text.ToString(from, Math.Min(room, text.Length - from));
        output.Write($"\r\e[K{prompt}{shown}\r\e[{prompt.Length + TextTable.Width(text.ToString(from, cursor - from))}C");
        output.Flush();
    }

    /// <summary>A character, <c>^X</c> for a control key, or an escape sequence without its escape; null at the end.</summary>
    string? ReadKey()
    {
        if (Next() is not { } first) return null;
        if (first == 0x1b) return Sequence();
        if (first is < 0x20 or 0x7f) return first == '\n' ? "^M" : $"^{(char)(first ^ 0x40)}";
        if (first < 0x80) return ((char)first).ToString();

        var length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        Span<byte> bytes = stackalloc byte[4];
        bytes[0] = first;
        for (var i = 1; i < length; i++) bytes[i] = Next() ?? 0;
        return Encoding.UTF8.GetString(bytes[..length]);
    }

    string Sequence()
    {
        if (Next() is not { } opening) return "";
        StringBuilder sequence = new();
        sequence.Append((char)opening);
        if (opening is not ((byte)'[' or (byte)'O')) return sequence.Insert(0, '\e').ToString();
        while (Next() is { } next)
        {
            sequence.Append((char)next);
            if (next is >= 0x40 and <= 0x7e) break;
        }
        return sequence.ToString();
    }

    byte? Next() => input.Read(one, 0, 1) == 1 ? one[0] : null;
}
