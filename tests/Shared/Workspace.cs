using System.Diagnostics;

namespace Aerostat.Tests.Shared;

/// <summary>A folder of a test's own that any user may walk through. At its end every process that lives in it is killed, and all is removed.</summary>
public sealed class Workspace : IDisposable
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

    /// <summary>Every process that names this folder on its command line, or works in it: a guest keeps running when its daemon is gone.</summary>
    public IEnumerable<int> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(System.IO.Path.GetFileName(folder), out var pid) || pid == Environment.ProcessId) continue;
            if (LivesHere(folder)) yield return pid;
        }
    }

    bool LivesHere(string proc)
    {
        try
        {
            return File.ReadAllText($"{proc}/cmdline").Contains(Path) || new FileInfo($"{proc}/cwd").LinkTarget?.StartsWith(Path) is true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        foreach (var pid in Processes()) Kill(pid);
        RemoveGroups();
        for (var i = 0; i < 50 && Directory.Exists(Path); i++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException)
            {
                Thread.Sleep(100);
            }
        }
    }

    /// <summary>The control groups of guests that were killed behind their daemon's back.</summary>
    void RemoveGroups()
    {
        if (!Directory.Exists("/sys/fs/cgroup")) return;
        var tag = "aerostat-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(this["run"])))[..8];
        foreach (var tree in Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup"))
        {
            var top = System.IO.Path.Combine(tree, "machine", tag);
            if (!Directory.Exists(top)) continue;
            foreach (var folder in Directory.EnumerateDirectories(top, "*", SearchOption.AllDirectories).OrderByDescending(folder => folder.Length).Append(top))
            {
                try { Directory.Delete(folder); }
                catch (IOException) { /* something still runs in it */ }
            }
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
