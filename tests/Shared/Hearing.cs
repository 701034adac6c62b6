using System.Diagnostics;

namespace Aerostat.Tests.Shared;

/// <summary>A client that listens to all that happens to a domain, as long as it lives.</summary>
sealed class Hearing(Client client, string domain) : IDisposable
{
    readonly List<string> lines = [];
    Process? process;

    /// <returns>When it hears: a change of metadata that nobody minds has come through.</returns>
    public async Task BeginAsync()
    {
        // virsh would keep its words until there are many.
        ProcessStartInfo start = new("stdbuf", ["-oL", client.Program, "-c", client.Daemon.Uri, "event", domain, "--all", "--loop"]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        process = Process.Start(start)!;
        process.StandardInput.Close();
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        await Wait.Until("the first event", async () =>
        {
            await client.Do($"metadata {domain} --uri urn:test:hearing --key hearing --config --set '<hearing/>'");
            await client.Do($"metadata {domain} --uri urn:test:hearing --config --remove");
            return With("metadata-change").Length > 0;
        });
    }

    /// <summary>What is told of an event on further lines belongs to it.</summary>
    void Hear(string? line)
    {
        lock (lines)
        {
            if (line is { Length: > 0 } && !line.StartsWith("event ", StringComparison.Ordinal) && lines.Count > 0) lines[^1] += $" {line.Trim()}";
            else if (line is { Length: > 0 }) lines.Add(line);
        }
    }

    /// <summary>The events so far that have the word.</summary>
    public string With(string word)
    {
        lock (lines) return string.Join('\n', lines.Where(line => line.Contains(word, StringComparison.Ordinal)));
    }

    public void Dispose()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
