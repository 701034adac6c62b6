using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Aerostat.Tests.Shared;

/// <summary>A folder of a test's own that any user may walk through. At its end every process that lives in it is killed, and all is removed.</summary>
public sealed partial class Workspace : IDisposable
{
    // Short: a socket's path has 108 bytes.
    public string Path { get; } = Directory.CreateDirectory($"/tmp/aero-{Guid.NewGuid():N}"[..18]).FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public Workspace() => File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);

    public string Folder(string name, UnixFileMode mode = (UnixFileMode)0b111_101_101)
    {
        Directory.CreateDirectory(this[name]);
        File.SetUnixFileMode(this[name], mode);
        return this[name];
    }

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Every process that names this folder on its command line, works in it, or has it mounted for itself alone: a guest keeps running when its daemon is gone.</summary>
    public IEnumerable<int> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(System.IO.Path.GetFileName(folder), out var pid) || pid == Environment.ProcessId) continue;
            if (LivesHere(folder)) yield return pid;
        }
    }

    /// <summary>A part of this folder, mounted elsewhere. What others mounted in it is in every namespace that was made meanwhile.</summary>
    bool IsOfHere(string mount) => mount.Split(' ')[3].Contains($"/{System.IO.Path.GetFileName(Path)}/");

    static string? MountsOf(string proc) => new FileInfo($"{proc}/ns/mnt").LinkTarget;

    bool LivesHere(string proc)
    {
        try
        {
            return File.ReadAllText($"{proc}/cmdline").Contains(Path) || new FileInfo($"{proc}/cwd").LinkTarget?.StartsWith(Path) is true
                || MountsOf(proc) != MountsOf("/proc/self") && File.ReadLines($"{proc}/mountinfo").Any(IsOfHere);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        HashSet<string> groups = [];
        // One that was being started while the others were looked at is found the next time.
        for (var attempt = 0; attempt < 50 && Directory.Exists(Path); attempt++)
        {
            foreach (var pid in Processes())
            {
                groups.UnionWith(GroupsOf(pid));
                Kill(pid);
            }
            try { Directory.Delete(Path, recursive: true); }
            catch (IOException) { /* something was written meanwhile */ }
        }
        foreach (var group in groups) Remove(group);
    }

    /// <summary>The control groups of a guest, and with a root of its own its daemon's: a process of this folder is in nobody else's.</summary>
    static IEnumerable<string> GroupsOf(int pid)
    {
        try
        {
            return [.. from line in File.ReadAllLines($"/proc/{pid}/cgroup")
                       let part = line.Split(':', 3)
                       let found = OwnGroup().Match(part[2])
                       where found.Success
                       select $"/sys/fs/cgroup/{part[1]}{found.Value}"];
        }
        catch (IOException)
        {
            return [];
        }
    }

    [GeneratedRegex("^.*/(aerostat-[0-9a-f]+|qemu-[0-9]+-[^/]*[.]libvirt-qemu)")]
    private static partial Regex OwnGroup();

    static void Remove(string group)
    {
        if (!Directory.Exists(group)) return;
        foreach (var folder in Directory.EnumerateDirectories(group, "*", SearchOption.AllDirectories).OrderByDescending(folder => folder.Length).Append(group))
        {
            try { Directory.Delete(folder); }
            catch (IOException) { /* something still runs in it */ }
        }
    }

    static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            process.WaitForExit(10_000);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself meanwhile.
        }
    }
}
