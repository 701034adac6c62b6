using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>A log that others append to, kept within bounds: its old part goes into NAME.0, NAME.1…, the oldest into nothing.</summary>
/// <remarks>
/// Whoever has it open for appending writes on, at the beginning of the empty file; so nobody has to be told. What is written between the
/// copy and the cut is lost. Every call may wait for the disk.
/// </remarks>
public static class BoundedLog
{
    /// <summary>What may be written while the copy is made.</summary>
    const int Slack = 64 * 1024;

    /// <summary>Turns the log where it is too long.</summary>
    /// <param name="path">A regular file with this one name; anything else is left alone, whoever put it there.</param>
    /// <param name="limit">Bytes of the log, and of each old part.</param>
    /// <param name="parts">How many old parts are kept.</param>
    /// <returns>False: there was nothing to do.</returns>
    public static bool Turn(string path, long limit, int parts)
    {
        using var log = Files.OpenOwn(path);
        var status = FileStatus.Of(log);
        if (status.Kind is not FileKind.Regular || status.Links != 1 || status.Size < (ulong)limit) return false;
        var beside = $"{path}.new";
        Files.Remove(beside);
        using (var copy = Files.CreateNew(beside, status.Mode & 0b110_110_110))
        {
            Files.SetOwner(copy, status.User, status.Group, beside);
            Copy(log, copy, limit);
            Files.SetLength(log, 0, path);
        }
        for (var part = parts - 1; part > 0; part--)
            if (FileStatus.TryOf($"{path}.{part - 1}") is not null) File.Move($"{path}.{part - 1}", $"{path}.{part}", overwrite: true);
        File.Move(beside, $"{path}.0", overwrite: true);
        return true;
    }

    /// <summary>The end of it; all, but in a flood.</summary>
    static void Copy(SafeFileHandle log, SafeFileHandle copy, long limit)
    {
        var buffer = new byte[Slack];
        var at = Math.Max(0, RandomAccess.GetLength(log) - limit - Slack);
        for (var copied = 0L; copied < limit + 2 * Slack && RandomAccess.Read(log, buffer, at) is > 0 and var count; copied += count, at += count)
            Files.Write(copy, buffer.AsSpan(0, count));
    }
}
