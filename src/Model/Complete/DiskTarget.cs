namespace Aerostat.Model;

/// <summary>A disk's target as a number: <c>sda</c> is 0, <c>sdz</c> 25, <c>sdaa</c> 26.</summary>
public static class DiskTarget
{
    static readonly string[] Prefixes = ["fd", "hd", "vd", "sd", "xvd", "ubd"];

    /// <summary>Null: no such name, or one of a partition.</summary>
    public static uint? Index(string target)
    {
        var letters = Letters(target);
        if (letters.IsEmpty) return null;
        uint index = 0;
        foreach (var c in letters)
        {
            if (!char.IsAsciiLetterLower(c)) return null;
            index = index * 26 + (uint)(c - 'a') + 1;
            if (index > 1 << 24) return null;
        }
        return index - 1;
    }

    /// <summary>The name has a partition's number at its end.</summary>
    public static bool IsPartition(string target) => Letters(target) is var letters && !letters.IsEmpty && char.IsAsciiDigit(letters[^1]);

    /// <summary>The bus that a name stands for where none is given.</summary>
    public static DiskBus Bus(string target, DiskDevice kind) =>
        kind is DiskDevice.Floppy ? DiskBus.Fdc
        : target.StartsWith("hd", StringComparison.Ordinal) ? DiskBus.Ide
        : target.StartsWith("sd", StringComparison.Ordinal) ? DiskBus.Scsi
        : target.StartsWith("vd", StringComparison.Ordinal) ? DiskBus.Virtio
        : target.StartsWith("xvd", StringComparison.Ordinal) ? DiskBus.Xen
        : target.StartsWith("ubd", StringComparison.Ordinal) ? DiskBus.Uml
        : DiskBus.Ide;

    static ReadOnlySpan<char> Letters(string target)
    {
        foreach (var prefix in Prefixes)
            if (target.StartsWith(prefix, StringComparison.Ordinal)) return target.AsSpan(prefix.Length);
        return [];
    }
}
