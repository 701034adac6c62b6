using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>Looks at files with another user's eyes: whatever closes them to it (modes, lists, a server's own rules) is asked, not guessed.</summary>
/// <remarks>
/// Source: <c>setfsuid(2)</c>, and <c>setgroups</c> as a bare system call: both are one thread's own. The thread ends with the question, so
/// nothing else ever runs as that user. Leaving uid 0 also drops, for this thread, the capabilities that walk through closed folders.
/// </remarks>
public static partial class OtherUser
{
    /// <summary>The first folder on the way to a path that the user may not enter; null: it reaches the path. A path that is not there is no obstacle.</summary>
    /// <remarks>May wait for a server that is gone: never on a thread of the pool.</remarks>
    public static string? Obstacle(string path, uint user, uint group, IReadOnlyList<uint> groups) => As(user, group, groups, () =>
    {
        var walked = "/";
        foreach (var part in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(walked, part);
            try
            {
                using var _ = Files.OpenPath(next, follow: true);
            }
            catch (LinuxException e) when (e.Errno is Errno.EACCES)
            {
                return walked;
            }
            catch (LinuxException)
            {
                return null;
            }
            walked = next;
        }
        return null;
    });

    static T As<T>(uint user, uint group, IReadOnlyList<uint> groups, Func<T> look)
    {
        T seen = default!;
        Exception? failed = null;
        Thread thread = new(() =>
        {
            try
            {
                if (Host.IsRoot)
                {
                    if (syscall(SetGroups, (nint)groups.Count, [.. groups]) != 0) throw LinuxException.Last("setgroups");
                    _ = setfsgid(group);
                    _ = setfsuid(user);
                    if (setfsuid(uint.MaxValue) != (int)user) throw new LinuxException($"setfsuid({user})", Errno.EPERM);
                }
                seen = look();
            }
            catch (Exception e)
            {
                failed = e;
            }
        }, 256 * 1024) { IsBackground = true, Name = $"eyes of {user}" };
        thread.Start();
        thread.Join(); // the caller has a thread of its own to spare, since the path may hang either
        return failed is null ? seen : throw failed;
    }

    /// <summary>asm/unistd.h.</summary>
    static readonly nint SetGroups = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 159 : 116;

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint count, [In] uint[] groups);

    [LibraryImport("libc")]
    private static partial int setfsuid(uint user);

    [LibraryImport("libc")]
    private static partial int setfsgid(uint group);
}
