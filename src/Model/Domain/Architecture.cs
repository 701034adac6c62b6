namespace Aerostat.Model;

/// <summary>The processors that the format has a name for, whether or not an emulator of theirs is installed.</summary>
/// <remarks>Source: libvirt's schemas, <c>archnames</c>.</remarks>
public static class Architecture
{
    static readonly HashSet<string> Known =
    [
        "aarch64", "alpha", "armv6l", "armv7b", "armv7l", "cris", "i686", "ia64", "lm32", "loongarch64", "m68k", "microblaze", "microblazeel", "mips", "mips64",
        "mips64el", "mipsel", "openrisc", "parisc", "parisc64", "ppc", "ppc64", "ppc64le", "ppcemb", "riscv32", "riscv64", "s390", "s390x", "sh4", "sh4eb", "sparc",
        "sparc64", "unicore32", "x86_64", "xtensa", "xtensaeb",
    ];

    public static bool IsKnown(string arch) => Known.Contains(arch);

    internal static string? Map(XmlMap x, string? arch)
    {
        var word = x.Filled("arch", arch);
        return !x.Reading || word is null || Known.Contains(word) ? word : throw x.Unsupported($"Unknown architecture {word}");
    }
}
