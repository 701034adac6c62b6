using System.Runtime.InteropServices;
using System.Text;

namespace Aerostat.Linux;

/// <summary>Descriptors 0, 1 and 2: whoever starts a daemon may have closed them.</summary>
/// <remarks>
/// The runtime has opened files of its own before Main is reached, and the first ones become the numbers that were free: what is written to
/// standard error then goes into the pipe that tells it of signals, or nowhere, which ends the process. So it is not enough to open them: the
/// program is run once more in this same process, with /dev/null in their place. What was inherited is never close-on-exec: that is how a file
/// of the runtime's is told from one that was handed over.
/// </remarks>
public static partial class StandardDescriptors
{
    /// <summary>Returns where all three were handed over; else this program begins anew, by the same arguments, and finds them.</summary>
    /// <exception cref="LinuxException">There is no /dev/null, or the program is not to be found again.</exception>
    public static void Ensure()
    {
        int[] missing = [.. Enumerable.Range(0, 3).Where(number => fcntl(number, F_GETFD) != 0)];
        if (missing is []) return;

        // Above all three, and gone with the exec.
        using var nothing = Libc.Open("/dev/null", Libc.O_RDWR);
        using var lifted = Libc.Duplicate(nothing);
        var arguments = Encoding.UTF8.GetString(File.ReadAllBytes("/proc/self/cmdline")).Split('\0')[..^1];
        foreach (var number in missing)
        {
            if (dup2(lifted, number) < 0) throw LinuxException.Last($"dup2({number})");
        }
        _ = execv("/proc/self/exe", Spawn.Vector(arguments));
        throw LinuxException.Last("execv(/proc/self/exe)");
    }

    /// <summary>Its one flag is close-on-exec (1); -1: nothing is open there.</summary>
    const int F_GETFD = 1;

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int fcntl(int fd, int command);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(SafeHandle from, int to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execv(string path, [In] nint[] argv);
}
