using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>Fills a new file from its beginning, in whole blocks: past the page cache where it was opened so.</summary>
/// <remarks>Every call may wait for the disk.</remarks>
public sealed class BlockWriter(SafeHandle file, string name)
{
    readonly BlockBuffer buffer = new();
    int filled;

    public long Written { get; private set; }

    /// <summary>All of it.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(bytes.Length, BlockBuffer.Size - filled);
            bytes[..count].CopyTo(buffer.Whole[filled..]);
            Added(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>One read's worth of what comes out of a pipe.</summary>
    /// <returns>0: its other end is closed.</returns>
    public int AddFrom(SafeHandle pipe)
    {
        var count = Files.TryRead(pipe, buffer.Whole[filled..], "pipe") ?? throw new LinuxException("read(pipe)", Errno.EAGAIN);
        Added(count);
        return count;
    }

    /// <summary>Writes what is left, and returns when all is on the disk.</summary>
    public void Finish()
    {
        Files.SetDirect(file, false, name);
        Files.Write(file, buffer.Whole[..filled], name);
        filled = 0;
        SparseFile.Flush(file, name);
    }

    void Added(int count)
    {
        filled += count;
        Written += count;
        if (filled < BlockBuffer.Size) return;
        Files.Write(file, buffer.Whole, name);
        filled = 0;
    }
}
