using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>Reads a file from its beginning in whole blocks: past the page cache where it was opened so.</summary>
/// <remarks>Every call may wait for the disk.</remarks>
public sealed class BlockReader(SafeHandle file, string name)
{
    readonly BlockBuffer buffer = new();

    /// <summary>Writes all that stands behind the first bytes into a pipe.</summary>
    public void PourInto(SafeHandle pipe, long skip)
    {
        while (Files.TryRead(file, buffer.Whole, name) is > 0 and var count)
        {
            var passed = (int)Math.Min(skip, count);
            skip -= passed;
            Files.Write(pipe, buffer.Whole[passed..count], "pipe");
        }
    }
}
