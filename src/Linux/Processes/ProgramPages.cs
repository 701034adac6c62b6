using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>The pages of this program's own file that nobody can write: its code and its constants.</summary>
/// <remarks>Source: <c>elf(5)</c>, <c>dl_iterate_phdr(3)</c>, <c>madvise(2)</c>.</remarks>
public static partial class ProgramPages
{
    const int Load = 1, Writable = 2, HeaderSize = 56;

    /// <summary>Lets them go. Those that are used again come back from the page cache, sixteen at a time; nothing is read from the disk while the host has room.</summary>
    /// <returns>How many bytes are mapped there.</returns>
    // unsafe: the loader's own table of the program's segments, alive as long as the process.
    public static unsafe long LetGo()
    {
        Segments all = default;
        _ = dl_iterate_phdr(&First, &all);
        var total = 0L;
        for (var i = 0; i < all.Count; i++)
        {
            var header = all.Headers + i * HeaderSize;
            // What was relocated and then sealed lies in a writable one: it is left alone, for it is not as the file has it.
            if (*(int*)header != Load || (*(int*)(header + 4) & Writable) != 0) continue;
            var page = (nuint)Environment.SystemPageSize - 1;
            var start = (all.Base + *(nuint*)(header + 16)) & ~page;
            var end = (all.Base + *(nuint*)(header + 16) + *(nuint*)(header + 40) + page) & ~page;
            const int MADV_DONTNEED = 4;
            if (madvise(start, end - start, MADV_DONTNEED) == 0) total += (long)(end - start);
        }
        return total;
    }

    [UnmanagedCallersOnly]
    static unsafe int First(byte* info, nuint size, void* into)
    {
        *(Segments*)into = new(*(nuint*)info, *(byte**)(info + 16), *(ushort*)(info + 24));
        // The program itself comes first; the libraries are everyone's.
        return 1;
    }

    readonly unsafe struct Segments(nuint at, byte* headers, int count)
    {
        public readonly nuint Base = at;
        public readonly byte* Headers = headers;
        public readonly int Count = count;
    }

    [LibraryImport("libc")]
    private static unsafe partial int dl_iterate_phdr(delegate* unmanaged<byte*, nuint, void*, int> each, void* into);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int madvise(nuint start, nuint length, int advice);
}
