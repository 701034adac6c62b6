namespace Aerostat.Engine.Saving;

/// <summary>Source: <c>virDomainCoreDumpFlags</c>.</summary>
[Flags]
public enum DumpFlags { None = 0, Crash = 1, Live = 2, BypassCache = 4, Reset = 8, MemoryOnly = 16 }

/// <summary>Source: <c>virDomainCoreDumpFormat</c>.</summary>
public enum DumpFormat { Elf, KdumpZlib, KdumpLzo, KdumpSnappy, WinDmp }

static class DumpWords
{
    /// <summary>QEMU's word, which is also virsh's.</summary>
    public static string Word(this DumpFormat format) => format switch
    {
        DumpFormat.KdumpZlib => "kdump-zlib",
        DumpFormat.KdumpLzo => "kdump-lzo",
        DumpFormat.KdumpSnappy => "kdump-snappy",
        DumpFormat.WinDmp => "win-dmp",
        _ => "elf",
    };

    /// <exception cref="VirtException"><see cref="ErrorCode.InvalidArg"/>: two that exclude each other.</exception>
    public static void Check(this DumpFlags flags)
    {
        Exclusive(DumpFlags.Crash, DumpFlags.Live, "CRASH", "LIVE");
        Exclusive(DumpFlags.Crash, DumpFlags.Reset, "CRASH", "RESET");
        Exclusive(DumpFlags.Live, DumpFlags.Reset, "LIVE", "RESET");

        void Exclusive(DumpFlags one, DumpFlags other, string oneWord, string otherWord)
        {
            if (flags.HasFlag(one | other))
                throw new VirtException(ErrorCode.InvalidArg, $"Flags 'VIR_DUMP_{oneWord}' and 'VIR_DUMP_{otherWord}' are mutually exclusive", ErrorDomain.Domain) { IsWhole = true };
        }
    }
}
