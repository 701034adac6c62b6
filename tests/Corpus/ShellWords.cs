using System.Text;

namespace Aerostat.Corpus.Tests;

/// <summary>A command line as a shell would split it.</summary>
static class ShellWords
{
    public static IEnumerable<string> Of(string line)
    {
        StringBuilder word = new();
        var (open, quote) = (false, '\0');
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote == '\0' && c is ' ' or '\n')
            {
                if (open) yield return word.ToString();
                word.Clear();
                open = false;
                continue;
            }
            if (c == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                // The end of a line, hidden from the shell.
                if (line[++i] == '\n') continue;
                word.Append(line[i]);
            }
            else if (quote == c) quote = '\0';
            else if (quote == '\0' && c is '\'' or '"') quote = c;
            else word.Append(c);
            open = true;
        }
        if (open) yield return word.ToString();
    }
}
