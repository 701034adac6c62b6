using System.Diagnostics;
using System.Text;

namespace Aerostat.Tests.Shared;

/// <summary>A command that has ended: its exit status and what it said.</summary>
public sealed record Ran(string Command, int Code, string Out, string Err)
{
    public bool Ok => Code == 0;

    /// <summary>What a person at a terminal would have seen.</summary>
    public string Seen => (Out.TrimEnd() + "\n" + Err.TrimEnd()).Trim('\n');

    public Ran OrThrow() => Ok ? this : throw new InvalidOperationException($"{Command}: exit {Code}\n{Seen}");

    /// <summary>Runs a program and reads all it says. A program that outstays its time is killed, and that is an error.</summary>
    public static async Task<Ran> Of(string program, IEnumerable<string> args, string? folder = null, TimeSpan? within = null)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "/",
        };
        // Output is compared: one language, no colours, no user's own settings.
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["NO_COLOR"] = "1";
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("LIBVIRT_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(within ?? TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} did not end");
        }
        return new($"{program} {string.Join(' ', start.ArgumentList)}", process.ExitCode, await said, await complained);
    }

    public static Task<Ran> Shell(string line, string? folder = null, TimeSpan? within = null) => Of("/bin/bash", ["-c", line], folder, within);

    /// <summary>Splits a command line as a shell does: blanks, quotes.</summary>
    public static List<string> Words(string line)
    {
        List<string> words = [];
        var word = new StringBuilder();
        char? quote = null;
        var open = false;
        foreach (var c in line)
        {
            if (quote == c) quote = null;
            else if (quote is null && c is '\'' or '"' && quote is null) (quote, open) = (c, true);
            else if (quote is null && c == ' ')
            {
                if (open) words.Add(word.ToString());
                word.Clear();
                open = false;
            }
            else
            {
                word.Append(c);
                open = true;
            }
        }
        if (open) words.Add(word.ToString());
        return words;
    }
}
