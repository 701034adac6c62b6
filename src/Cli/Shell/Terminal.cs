using System.Runtime.InteropServices;

namespace Aerostat.Cli.Shell;

/// <summary>The terminal behind descriptor 0: raw for consoles and line editing, as it was afterwards.</summary>
/// <remarks>Source: <c>termios(3)</c>; glibc's layout on Linux, the same on x86-64 and AArch64.</remarks>
static partial class Terminal
{
    const int TermiosSize = 60;
    const int AfterDrain = 1;
    const ulong GetWindowSize = 0x5413;

    public static bool IsTerminal(int descriptor) => isatty(descriptor) == 1;

    /// <summary>Every key as it is pressed, nothing echoed, nothing interpreted, until disposed of.</summary>
    public static IDisposable Raw() => new RawMode();

    public static int Columns
    {
        get
        {
            Span<ushort> size = stackalloc ushort[4];
            return ioctl(1, GetWindowSize, ref size[0]) == 0 && size[1] > 0 ? size[1] : 80;
        }
    }

    sealed class RawMode : IDisposable
    {
        readonly byte[] before = new byte[TermiosSize];

        public RawMode()
        {
            var raw = new byte[TermiosSize];
            if (tcgetattr(0, ref before[0]) != 0) return;
            before.CopyTo(raw, 0);
            cfmakeraw(ref raw[0]);
            _ = tcsetattr(0, AfterDrain, ref raw[0]);
        }

        public void Dispose() => _ = tcsetattr(0, AfterDrain, ref before[0]);
    }

    [LibraryImport("libc")]
    private static partial int isatty(int descriptor);

    [LibraryImport("libc")]
    private static partial int tcgetattr(int descriptor, ref byte termios);

    [LibraryImport("libc")]
    private static partial int tcsetattr(int descriptor, int when, ref byte termios);

    [LibraryImport("libc")]
    private static partial void cfmakeraw(ref byte termios);

    [LibraryImport("libc")]
    private static partial int ioctl(int descriptor, ulong request, ref ushort argument);
}
