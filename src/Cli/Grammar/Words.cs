using System.Text;

namespace Aerostat.Cli.Grammar;

/// <summary>Cuts a line into words and commands.</summary>
/// <remarks>
/// Source: virsh(1) as it behaves. Single quotes keep all, double quotes and bare words take a backslash, <c>#</c> where a word would begin is a
/// comment to the end of the line, <c>;</c> and a line's end part commands. A single quote may stay open, a double one may not.
/// </remarks>
static class Words
{
    /// <exception cref="UsageException">A double quote that does not close, a backslash at the very end.</exception>
    public static List<List<string>> Split(string line)
    {
        List<List<string>> commands = [[]];
        StringBuilder word = new();
        var at = 0;
        while (at < line.Length)
        {
            var c = line[at];
            if (c is ' ' or '\t')
            {
                at++;
            }
            else if (c is ';' or '\n')
            {
                commands.Add([]);
                at++;
            }
            else if (c == '#')
            {
                var end = line.IndexOf('\n', at);
                at = end < 0 ? line.Length : end;
            }
            else if (c == '\\' && at + 1 < line.Length && line[at + 1] == '\n')
            {
                at += 2;
            }
            else
            {
                at = Read(line, at, word.Clear());
                commands[^1].Add(word.ToString());
            }
        }
        commands.RemoveAll(words => words.Count == 0);
        return commands;
    }

    static int Read(string line, int at, StringBuilder word)
    {
        bool single = false, quoted = false;
        for (; at < line.Length; at++)
        {
            var c = line[at];
            if (single)
            {
                if (c == '\'') single = false;
                else word.Append(c);
            }
            else if (c == '\\')
            {
                if (++at == line.Length) throw new UsageException("dangling \\");
                if (line[at] != '\n') word.Append(line[at]);
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (quoted)
            {
                word.Append(c);
            }
            else if (c == '\'')
            {
                single = true;
            }
            else if (c is ' ' or '\t' or ';' or '\n')
            {
                break;
            }
            else
            {
                word.Append(c);
            }
        }
        return quoted ? throw new UsageException("missing \"") : at;
    }
}
