using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests.Sequences;

/// <summary>What QEMU itself says that it has, and what the host says that QEMU holds, beside the document.</summary>
sealed partial class Seen(Client virsh, string guest, int pid)
{
    /// <returns>What differs.</returns>
    public async Task<List<string>> DifferencesAsync(Told told)
    {
        List<string> found = [];
        Compare("devices", told.Peripherals, Names(await AskAsync("qom-list", "/machine/peripheral")));
        Compare("objects", told.Objects, Names(await AskAsync("qom-list", "/objects")).Except(["pc.ram"]));
        Compare("block nodes", told.Nodes, (await AskAsync("query-named-block-nodes")).Select(node => node.GetProperty("node-name").GetString()!));
        Compare("drives", told.Drives, (await AskAsync("query-block")).Select(Drive));
        Compare("chardevs", told.Chardevs, (await AskAsync("query-chardev")).Select(chardev => chardev.GetProperty("label").GetString()!));
        Compare("descriptor sets", [], (await AskAsync("query-fdsets")).Select(set => set.ToString()));
        Compare("net", told.Netdevs, Net().Matches(await virsh.Do($"qemu-monitor-command {guest} --hmp 'info network'")).Select(line => line.Groups["name"].Value).Distinct());
        var (files, taps) = Held();
        Compare("open images", told.Images, files.Where(file => file.StartsWith(virsh.Daemon.At.Path, StringComparison.Ordinal) && !file.Contains("/log/", StringComparison.Ordinal)).Distinct());
        Compare("taps", told.Taps, taps);
        Compare("terminals", [$"{told.Terminals}"], [$"{files.Count(file => file is "/dev/ptmx" or "/dev/pts/ptmx")}"]);
        Compare("socket files", told.Sockets, Directory.EnumerateFiles(virsh.Daemon.At["sock"]).Concat(ChannelSockets()));
        return found;

        void Compare(string what, IEnumerable<string> document, IEnumerable<string> qemu)
        {
            var (should, does) = (string.Join('\n', document.Order(StringComparer.Ordinal)), string.Join('\n', qemu.Order(StringComparer.Ordinal)));
            if (should != does) found.Add($"{what} by the document:\n{should}\nreally:\n{does}");
        }
    }

    async Task<JsonElement[]> AskAsync(string command, string? path = null)
    {
        var ran = await virsh.Run(["qemu-monitor-command", guest, path is null ? $$"""{"execute":"{{command}}"}""" : $$$"""{"execute":"{{{command}}}","arguments":{"path":"{{{path}}}"}}"""]);
        return [.. JsonDocument.Parse(ran.OrThrow().Out).RootElement.GetProperty("return").EnumerateArray()];
    }

    static IEnumerable<string> Names(IEnumerable<JsonElement> children) => children.Select(child => child.GetProperty("name").GetString()!).Where(name => name is not "type");

    static string Drive(JsonElement drive)
    {
        var alias = Device().Match(drive.GetProperty("qdev").GetString()!).Value;
        if (!drive.TryGetProperty("inserted", out var medium)) return $"{alias} empty";
        return $"{alias} {medium.GetProperty("node-name").GetString()} {FileOf(medium.GetProperty("image").GetProperty("filename").GetString()!)} {(medium.GetProperty("ro").GetBoolean() ? "ro" : "rw")}";
    }

    /// <summary>An image that stands on another is told with it.</summary>
    static string FileOf(string image) => image.StartsWith("json:", StringComparison.Ordinal)
        ? JsonDocument.Parse(image[5..]).RootElement.GetProperty("file").GetProperty("filename").GetString()! : image;

    [GeneratedRegex("(?<=^|/machine/peripheral/)[^/]+")]
    private static partial Regex Device();

    [GeneratedRegex(@"^( \\ )?(?<name>[^:\s]+): index=", RegexOptions.Multiline)]
    private static partial Regex Net();

    /// <summary>Files that QEMU has open, and taps by name.</summary>
    (string[] Files, string[] Taps) Held()
    {
        List<string> files = [], taps = [];
        foreach (var descriptor in Directory.EnumerateFiles($"/proc/{pid}/fd"))
        {
            if (new FileInfo(descriptor).LinkTarget is not { } target) continue;
            files.Add(target);
            if (target is "/dev/net/tun") taps.AddRange(from line in File.ReadLines($"/proc/{pid}/fdinfo/{Path.GetFileName(descriptor)}") where line.StartsWith("iff:", StringComparison.Ordinal) select line[4..].Trim());
        }
        return ([.. files], [.. taps]);
    }

    IEnumerable<string> ChannelSockets()
    {
        var folder = virsh.Daemon.At["lib/qemu/channel/target"];
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [];
    }

    /// <summary>Whose each image is, beside whose it should be: QEMU's while it is in the guest, else root's.</summary>
    public static async Task<List<string>> WrongOwnersAsync(Workspace at, IReadOnlyCollection<string> lent)
    {
        var found = (await Ran.Shell("stat -c '%n %U' *.raw *.qcow2 *.iso", at.Path)).OrThrow().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. found.Where(line => line.Split(' ') is [var file, var owner] && (owner == "root") == lent.Contains(at[file])).Select(line => string.Create(CultureInfo.InvariantCulture, $"image of the wrong owner: {line}"))];
    }
}
