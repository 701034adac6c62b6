using System.Buffers.Text;
using Aerostat.Values;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>What one process holds of the host's memory, looked at again and again: by a descriptor that is the process's own and never another's.</summary>
/// <remarks>
/// Source: <c>proc_pid_statm(5)</c>, a tenth of the cost of <c>status</c>. It counts pages of files and of shared memory together, so that
/// <c>status</c>, which tells them apart, is read now and then.
/// </remarks>
public sealed class ResidentMemory(int pid) : IDisposable
{
    /// <summary>Looks between two at <c>status</c>.</summary>
    const int Trust = 16;

    readonly SafeFileHandle? statm = TryOpen(pid);
    long others;
    int looks;

    /// <summary>Anonymous, shared and huge pages: what its end would give back. Null: it has ended.</summary>
    public Bytes? TryRead()
    {
        if (statm is null || TryPages() is not { } resident) return null;
        if (Interlocked.Increment(ref looks) % Trust == 1)
        {
            if (ProcessMemory.TryRead(pid) is not { } all) return null;
            // Huge pages are not among the resident; a program's own pages of files are.
            Volatile.Write(ref others, (long)all.Held.Value - (long)all.Resident.Value);
            return all.Held;
        }
        return new((ulong)Math.Max(0, resident * Environment.SystemPageSize + Volatile.Read(ref others)));
    }

    long? TryPages()
    {
        Span<byte> text = stackalloc byte[128];
        try
        {
            var count = RandomAccess.Read(statm!, text, 0);
            var line = text[..count];
            var at = line.IndexOf((byte)' ') + 1;
            return at > 0 && Utf8Parser.TryParse(line[at..], out long pages, out _) ? pages : null;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    static SafeFileHandle? TryOpen(int pid)
    {
        try
        {
            return Libc.Open($"/proc/{pid}/statm", Libc.O_RDONLY);
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    public void Dispose() => statm?.Dispose();
}
