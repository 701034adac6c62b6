using System.Runtime.InteropServices;
using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>How large a file or block device is, and what it takes on its disk; a device takes none.</summary>
public readonly partial record struct FileSize(Bytes Length, Bytes Allocated)
{
    const int SEEK_END = 2;

    /// <remarks>Source: <c>lseek(2)</c>, which knows the size of a block device too; <c>stat(2)</c> counts blocks of 512 bytes.</remarks>
    public static FileSize Of(SafeHandle file)
    {
        var length = lseek(file, 0, SEEK_END);
        return length >= 0 ? new(new((ulong)length), new(FileStatus.Of(file).AllocatedBytes)) : throw LinuxException.Last("lseek");
    }

    public static FileSize Of(string path)
    {
        using var file = Files.OpenRead(path, follow: true);
        return Of(file);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(SafeHandle file, long offset, int from);
}
