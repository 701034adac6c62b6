using Aerostat.Linux;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine;

/// <summary>Scripts of the administrator's, run as guests come and go: <c>hooks/qemu</c>, then those in <c>hooks/qemu.d</c> in the order of their names.</summary>
/// <remarks>
/// Source: the calls that libvirtd 9.0 makes, with its arguments, and the document on standard input. A script that does not end is killed; it keeps
/// its own domain waiting, and nobody else.
/// </remarks>
sealed class Hooks(string folder, ILogger logger, TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>At a moment at which a script may refuse.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.HookScriptFailed"/>, with the script's own words.</exception>
    public Task AskAsync(string moment, DomainDefinition definition) => AskAsync("qemu", definition.Name, moment, () => Text(definition));

    /// <summary>The same for another driver's things.</summary>
    public async Task AskAsync(string driver, string name, string moment, Func<string> text)
    {
        foreach (var script in Scripts(driver)) await RunAsync(script, [name, moment, "begin", "-"], text());
    }

    /// <summary>At a moment at which nothing can be undone: a failure goes into the log.</summary>
    public Task TellAsync(string moment, DomainDefinition definition, string when = "end") => TellAsync("qemu", definition.Name, moment, when, () => Text(definition));

    public async Task TellAsync(string driver, string name, string moment, string when, Func<string> text)
    {
        foreach (var script in Scripts(driver))
        {
            try { await RunAsync(script, [name, moment, when, "-"], text()); }
            catch (VirtException e) { Log.HookFailed(logger, name, script, moment, e.Message); }
        }
    }

    /// <summary>The guest is gone, or never came to be.</summary>
    public async Task TellEndAsync(DomainDefinition definition)
    {
        await TellAsync("stopped", definition);
        await TellAsync("release", definition);
    }

    /// <summary>Lets scripts change the document by which saved memory goes on.</summary>
    /// <returns>Null: they left it as it is.</returns>
    public async Task<string?> FilterAsync(DomainDefinition definition)
    {
        string? changed = null;
        foreach (var script in Scripts())
        {
            var said = await RunAsync(script, [definition.Name, "restore", "begin", "-"], changed ?? Text(definition, secure: true));
            if (!string.IsNullOrWhiteSpace(said)) changed = said;
        }
        return changed;
    }

    /// <summary>The daemon's own moments, by <c>hooks/daemon</c>; its failure changes nothing.</summary>
    public async Task TellDaemonAsync(params string[] arguments)
    {
        foreach (var script in Scripts("daemon"))
        {
            try { await RunAsync(script, ["-", .. arguments], null); }
            catch (VirtException e) { Log.HookFailed(logger, "-", script, arguments[0], e.Message); }
        }
    }

    /// <param name="secure">What comes back is taken for the whole.</param>
    static string Text(DomainDefinition definition, bool secure = false) => DomainXml.Write(definition, new() { Secure = secure });

    /// <summary>Those that are there and may be run.</summary>
    IEnumerable<string> Scripts(string driver = "qemu")
    {
        var more = Path.Combine(folder, $"{driver}.d");
        IEnumerable<string> others = Directory.Exists(more) ? Directory.EnumerateFiles(more).Order(StringComparer.Ordinal) : [];
        return others.Prepend(Path.Combine(folder, driver)).Where(script => FileStatus.TryOf(script, follow: true) is { Kind: FileKind.Regular } status && (status.Mode & 0b001_001_001) != 0);
    }

    async Task<string> RunAsync(string script, string[] arguments, string? input)
    {
        using CancellationTokenSource late = new(Patience, time);
        using var text = input is null ? null : Files.Memory("hook", System.Text.Encoding.UTF8.GetBytes(input));
        try
        {
            var ran = await Tool.RunAsync(script, arguments, late.Token, text);
            return ran.Succeeded ? ran.Output : throw Failed($"unexpected {ran.Status?.ToString() ?? "end"}: {ran.Errors.Trim()}");
        }
        catch (OperationCanceledException)
        {
            throw Failed($"did not end within {Patience.TotalSeconds:F0} s, and was killed");
        }
        catch (LinuxException e)
        {
            throw Failed(e.Message);
        }

        VirtException Failed(string why) => new(ErrorCode.HookScriptFailed, $"Hook script execution failed: internal error: Child process ({script} {string.Join(' ', arguments)}) {why}", ErrorDomain.Hook)
        {
            Hint = $"The script decides: see {script}.",
        };
    }
}
