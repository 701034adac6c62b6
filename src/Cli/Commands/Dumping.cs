using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>A domain's memory, to a file to look at.</summary>
static class Dumping
{
    /// <summary>Source: <c>virDomainCoreDumpFormat</c>.</summary>
    static readonly string[] Formats = ["elf", "kdump-zlib", "kdump-lzo", "kdump-snappy", "win-dmp"];

    public static IReadOnlyList<Command> All =>
    [
        new("dump", "domain! file! live crash bypass-cache reset verbose memory-only format=", "write a domain's memory to a file to look at", Dump),
    ];

    static async Task Dump(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var (name, path) = (ask.Text("domain"), ask.Text("file"));
        var flags = ask.Flags(("crash", 1), ("live", 2), ("bypass-cache", 4), ("reset", 8), ("memory-only", 16));
        if (ask.Has("format") && !ask.Has("memory-only")) throw new CommandException("--format only works with --memory-only");
        var format = ask.OptionalText("format") is { } word ? Array.IndexOf(Formats, word) : 0;
        if (format < 0) throw new CommandException($"format '{ask.Text("format")}' is not supported, expecting 'kdump-zlib', 'kdump-lzo', 'kdump-snappy', 'win-dmp' or 'elf'");

        // An old server knows the call without a format alone.
        Task dump = format == 0
            ? ask.CallAsync(Remote.DomainCoreDump, new(domain, Path.GetFullPath(path), flags))
            : ask.CallAsync(Remote.DomainCoreDumpWithFormat, new(domain, Path.GetFullPath(path), (uint)format, flags));
        await JobProgress.WatchAsync(ask, domain, "Dump", dump, $"Failed to core dump domain '{name}' to {path}");
        ask.Out.Extra($"\nDomain '{name}' dumped to {path}\n");
    }
}
