using System.Text.RegularExpressions;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>All that a daemon and its guests hold of this host: processes, descriptors, taps, files and their owners, control groups. Two that are the same text hold the same.</summary>
sealed partial class Footprint(Tried tried, Bridge? bridge = null, params string[] images)
{
    static readonly string[] Kept = ["/log/", "/lib/cache/", "/heard", "/aerostatd.out", "/autopilot/", "/memory-pilot.json"];

    /// <param name="descriptors">The daemon's own, which a new one has not had yet.</param>
    public async Task<string> NowAsync(bool descriptors = true) =>
        string.Join('\n', [.. Processes(), .. descriptors ? Descriptors() : [], .. Taps(), .. Files(), .. await Task.WhenAll(images.Select(OwnerOfAsync)), .. Groups()]);

    /// <summary>Waits until it is as it was: what ends is tidied behind the answer's back.</summary>
    public async Task BecomesAsync(string before, string after, bool descriptors = true)
    {
        var now = "";
        try
        {
            await Wait.Until("nothing to be left", async () => (now = await NowAsync(descriptors)) == before, TimeSpan.FromSeconds(15));
        }
        catch (TimeoutException)
        {
            var (was, isNow) = (before.Split('\n'), now.Split('\n'));
            Assert.Fail($"after {after} there is left:\n+ {string.Join("\n+ ", isNow.Except(was))}\nand gone:\n- {string.Join("\n- ", was.Except(isNow))}\n{string.Join('\n', tried.Daemon.Said().Split('\n').TakeLast(12))}");
        }
    }

    IEnumerable<string> Processes() => tried.Daemon.At.Processes().Where(pid => pid != tried.Daemon.Pid).Select(pid => $"process {pid} {Read($"/proc/{pid}/comm")}")
        .Where(process => !process.EndsWith("virsh", StringComparison.Ordinal));

    /// <summary>The daemon's own, without numbers, and without the program itself.</summary>
    IEnumerable<string> Descriptors()
    {
        List<string> targets = [];
        foreach (var descriptor in Directory.EnumerateFiles($"/proc/{tried.Daemon.Pid}/fd"))
            if (TargetOf(descriptor) is { } target) targets.Add(Number().Replace(target, ""));
        return from target in targets
               where !target.EndsWith(".dll", StringComparison.Ordinal) && !target.EndsWith(".pdb", StringComparison.Ordinal)
               group target by target into same
               orderby same.Key
               select $"descriptors {same.Key} {same.Count()}";
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    static string? TargetOf(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }

    IEnumerable<string> Taps() => bridge is null ? [] : Directory.EnumerateFileSystemEntries($"/sys/class/net/{bridge.Name}/brif").Select(path => $"tap {Path.GetFileName(path)}");

    IEnumerable<string> Files() => from path in Directory.EnumerateFileSystemEntries(tried.Daemon.At.Path, "*", SearchOption.AllDirectories)
                                   where !Kept.Any(kept => path.Contains(kept, StringComparison.Ordinal))
                                   orderby path
                                   select $"file {path}";

    static async Task<string> OwnerOfAsync(string image) => (await Ran.Of("stat", ["-c", "image %n of %u:%g %a", image])).Out.Trim();

    /// <summary>Those of a daemon with a root of its own are below one that is called by it.</summary>
    IEnumerable<string> Groups() => from pid in tried.Guests()
                                    from line in Read($"/proc/{pid}/cgroup").Split('\n')
                                    let own = OwnGroup().Match(line)
                                    where own.Success
                                    let folder = $"/sys/fs/cgroup/{line.Split(':', 3)[1]}{own.Groups["path"].Value}"
                                    where Directory.Exists(folder)
                                    from below in Directory.EnumerateDirectories(folder)
                                    let text = $"group {below}"
                                    orderby text
                                    group text by text into same
                                    select same.Key;

    [GeneratedRegex("^[^/]*(?<path>/.*aerostat-[0-9a-f]+)")]
    private static partial Regex OwnGroup();

    static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
