using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>The C library's own heap.</summary>
public static partial class Malloc
{
    /// <summary>Gives back to the kernel what is free in it.</summary>
    /// <remarks>Source: <c>malloc_trim(3)</c>.</remarks>
    public static void Trim() => _ = malloc_trim(0);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);
}
