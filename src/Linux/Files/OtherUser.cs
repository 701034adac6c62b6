using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>Looks at files with another user's eyes: whatever closes them to it (modes, lists, a server's own rules) is asked, not guessed.</summary>
/// <remarks>
/// Source: <c>setfsuid(2)</c>, <c>getgroups(2)</c>, and <c>setgroups</c> as a bare system call: all are one thread's own. Leaving uid 0 also drops,
/// for this thread, the capabilities that walk through closed folders. A thread that cannot come back ends the process: nothing else may run as that user.
/// </remarks>
public static partial class OtherUser
{
    /// <summary>The first folder on the way to a path that the user may not enter; null: it reaches the path. A path that is not there is no obstacle.</summary>
    /// <remarks>May wait for a server that is gone: never on a thread of the pool, but on one that the caller has to spare.</remarks>
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
        if (!Host.IsRoot) return look();
        var (ownUser, ownGroup, ownGroups) = ((uint)setfsuid(Unchanged), (uint)setfsgid(Unchanged), OwnGroups());
        try
        {
            Become(user, group, [.. groups]);
            return look();
        }
        finally
        {
            try
            {
                Become(ownUser, ownGroup, ownGroups);
            }
            catch (LinuxException e)
            {
                Environment.FailFast("a thread cannot come back from looking with another user's eyes", e);
            }
        }
    }

    /// <summary>No user: only asks.</summary>
    const uint Unchanged = uint.MaxValue;

    static void Become(uint user, uint group, uint[] groups)
    {
        if (syscall(SetGroups, groups.Length, groups) != 0) throw LinuxException.Last("setgroups");
        _ = setfsgid(group);
        _ = setfsuid(user);
        if (setfsuid(Unchanged) != (int)user) throw new LinuxException($"setfsuid({user})", Errno.EPERM);
    }

    static uint[] OwnGroups()
    {
        var count = getgroups(0, null);
        var groups = new uint[Math.Max(count, 0)];
        return groups.Length == 0 || getgroups(count, groups) == count ? groups : throw LinuxException.Last("getgroups");
    }

    /// <summary>asm/unistd.h.</summary>
    static readonly nint SetGroups = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 159 : 116;

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint count, [In] uint[] groups);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getgroups(int count, [Out] uint[]? groups);

    [LibraryImport("libc")]
    private static partial int setfsuid(uint user);

    [LibraryImport("libc")]
    private static partial int setfsgid(uint group);
}
