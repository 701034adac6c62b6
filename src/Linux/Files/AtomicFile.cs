using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>A file that is wholly the old one or wholly the new one, whatever happens meanwhile.</summary>
/// <remarks>Written beside as <c>.NAME.new</c>, then renamed. At most one writer of a path at a time.</remarks>
public static partial class AtomicFile
{
    const string Beside = ".new";

    /// <param name="path">Its folder is there.</param>
    /// <param name="content">All of it.</param>
    /// <param name="mode">Permission bits, whatever the umask.</param>
    /// <param name="durable">Survives a crash of the host too: fsync of file and folder. Else only one of the daemon.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, bool durable, uint mode = 0b110_000_000)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var beside = Path.Combine(folder, "." + Path.GetFileName(path) + Beside);
        try
        {
            using (var file = New(beside, mode))
            {
                Files.SetMode(file, mode, beside);
                RandomAccess.Write(file, content, 0);
                if (durable && fsync(file) != 0) throw LinuxException.Last($"fsync({beside})");
            }
            if (rename(beside, path) != 0) throw LinuxException.Last($"rename({beside}, {path})");
        }
        catch
        {
            Files.Remove(beside);
            throw;
        }
        if (durable) Sync(folder);
    }

    static SafeFileHandle New(string beside, uint mode)
    {
        try
        {
            return Files.CreateNew(beside, mode);
        }
        catch (LinuxException e) when (e.Errno == Errno.EEXIST)
        {
            // A killed writer's.
            Files.Remove(beside);
            return Files.CreateNew(beside, mode);
        }
    }

    /// <summary>Makes what was renamed or removed in a folder survive a crash of the host.</summary>
    public static void Sync(string folder)
    {
        using var handle = Libc.Open(folder, Libc.O_RDONLY | Libc.O_DIRECTORY);
        if (fsync(handle) != 0) throw LinuxException.Last($"fsync({folder})");
    }

    /// <summary>Removes what a killed writer left. Nobody writes in the folder meanwhile.</summary>
    public static void Sweep(string folder)
    {
        foreach (var left in Directory.EnumerateFiles(folder, ".*" + Beside)) Files.Remove(left);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeHandle file);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);
}
