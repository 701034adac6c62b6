using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Aerostat.Values;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <remarks>The far side: a process that is about to become another.</remarks>
public static partial class Launcher
{
    /// <summary>Sets up this process, waits for 'go' and becomes the program.</summary>
    /// <returns>Only where it does not: the exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        var control = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        using SafeFileHandle report = new(control + 2, ownsHandle: true);
        try
        {
            // What is from here on, and whatever the runtime opened, ends at exec; that end tells the daemon that exec went well.
            CloseAtExec(control);
            var spec = ReadSpec(control);
            SetUp(spec);
            using SafeFileHandle go = new(control + 1, ownsHandle: true);
            if (Files.TryRead(go, new byte[1]) is not 1) return 0; // the daemon has gone, or wants it no more
            Exec(spec);
            return 0;
        }
        catch (LinuxException e)
        {
            Files.Write(report, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{e.Errno} {e.Call}")));
            return 126;
        }
    }

    static LaunchSpec ReadSpec(int descriptor)
    {
        using SafeFileHandle file = new(descriptor, ownsHandle: true);
        var json = new byte[RandomAccess.GetLength(file)];
        RandomAccess.Read(file, json, 0);
        return JsonSerializer.Deserialize(json, LaunchJson.Default.LaunchSpec)!;
    }

    /// <summary>In the one order that works: what needs rights comes before the rights go.</summary>
    static void SetUp(LaunchSpec spec)
    {
        foreach (var group in spec.Cgroups) Join(group);
        if (spec.OomScoreAdjust is { } adjust) ProcFile.Write("/proc/self/oom_score_adj", adjust.ToString(CultureInfo.InvariantCulture));
        foreach (var limit in spec.Limits)
        {
            ulong[] pair = [limit.Soft ?? ulong.MaxValue, limit.Hard ?? ulong.MaxValue];
            Check(setrlimit((int)limit.Resource, pair), $"setrlimit({limit.Resource})");
        }
        if (spec.Affinity is { } cpus) Threads.SetAffinity(0, CpuSet.Parse(cpus));
        // Before the user: the folder may be its own below others that are closed to it, and what it opens there is named from here on.
        Check(chdir(spec.WorkingDirectory), $"chdir({spec.WorkingDirectory})");
        if (spec.Confined) DropBoundingSet();
        if (spec.User is { } user)
        {
            Check(setgroups((nuint)user.Groups.Count, [.. user.Groups]), "setgroups");
            Check(setresgid(user.Group, user.Group, user.Group), $"setgid({user.Group})");
            Check(setresuid(user.User, user.User, user.User), $"setuid({user.User})");
        }
        if (spec.Umask is { } mask) _ = umask(mask);
        const int PR_SET_NO_NEW_PRIVS = 38;
        if (spec.Confined) Check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(PR_SET_NO_NEW_PRIVS)");
    }

    /// <summary>Puts this thread, which is all that exec leaves, into a control group.</summary>
    /// <remarks>On v1 one thread moves itself at once; a whole process, and on v2 there is no other way, waits until every processor has looked up: 17 ms.</remarks>
    static void Join(string group)
    {
        var tasks = Path.Combine(group, "tasks");
        ProcFile.Write(File.Exists(tasks) ? tasks : Path.Combine(group, "cgroup.procs"), "0");
    }

    /// <summary>What exec could give a program whose user is root, or whose file has capabilities: nothing.</summary>
    /// <remarks>Source: <c>capabilities(7)</c>. It takes CAP_SETPCAP; who has it not, has none to lose.</remarks>
    static void DropBoundingSet()
    {
        const int PR_CAPBSET_READ = 23, PR_CAPBSET_DROP = 24, CAP_LAST = 63;
        for (nuint capability = 0; capability <= CAP_LAST && prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++)
            if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) return;
    }

    static void Exec(LaunchSpec spec)
    {
        const int SIG_SETMASK = 2;
        // What the runtime ignores or holds back would stay so in the program.
        for (var number = 1; number <= 64; number++) _ = signal(number, 0);
        _ = pthread_sigmask(SIG_SETMASK, new byte[128], 0);
        _ = execve(spec.Executable, Spawn.Vector(spec.Arguments), Spawn.Vector(spec.Environment));
        throw LinuxException.Last($"execve({spec.Executable})");
    }

    static void CloseAtExec(int from)
    {
        const uint CLOSE_RANGE_CLOEXEC = 4;
        Check(close_range((uint)from, uint.MaxValue, CLOSE_RANGE_CLOEXEC), "close_range");
    }

    static void Check(int result, string call)
    {
        if (result != 0) throw LinuxException.Last(call);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, [In] ulong[] pair);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setgroups(nuint count, [In] uint[] groups);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setresgid(uint real, uint effective, uint saved);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setresuid(uint real, uint effective, uint saved);

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chdir(string path);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static partial int pthread_sigmask(int how, [In] byte[] signals, nint old);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execve(string path, [In] nint[] argv, [In] nint[] envp);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close_range(uint first, uint last, uint flags);
}
