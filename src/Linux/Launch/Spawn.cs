using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>Starts a program in a session of its own, with exactly the descriptors it is given.</summary>
/// <remarks>
/// Source: <c>posix_spawn(3)</c>, glibc 2.34 (closefrom). A managed process cannot fork: only the calling thread would live on.
/// </remarks>
public static partial class Spawn
{
    // Where our parent ignored SIGCHLD the kernel would reap our children before we can ask how they ended.
    static Spawn() => IgnoredSignals.TakeBack(Signal.Child);

    /// <summary>Starts it. Its end is told by a <see cref="ProcessHandle"/>, which is opened before anybody else can reap it.</summary>
    /// <param name="path">Of the program; no PATH is searched.</param>
    /// <param name="arguments">The first is its own name.</param>
    /// <param name="environment"><c>NAME=value</c> each; all of it.</param>
    /// <param name="descriptors">Become 0, 1, 2… there; null: /dev/null. Nothing else is passed.</param>
    /// <exception cref="LinuxException">Of posix_spawn: the program is not there, or may not be run.</exception>
    public static (int Pid, ProcessHandle Handle) Start(
        string path, IEnumerable<string> arguments, IEnumerable<string> environment, IReadOnlyList<SafeHandle?> descriptors)
    {
        // All sources lie above all targets: else one dup2 overwrites the source of the next.
        List<SafeFileHandle?> lifted = [];
        try
        {
            foreach (var descriptor in descriptors) lifted.Add(descriptor is null ? null : Libc.Duplicate(descriptor, above: descriptors.Count));
            var pid = Start(path, [.. arguments], [.. environment], lifted);
            return (pid, ProcessHandle.Open(pid));
        }
        finally
        {
            foreach (var copy in lifted) copy?.Dispose();
        }
    }

    // unsafe: the two opaque structures (80 and 336 bytes in glibc) lie in 512 bytes each on this frame and are destroyed before it ends.
    static unsafe int Start(string path, string[] arguments, string[] environment, List<SafeFileHandle?> lifted)
    {
        const short SETSIGDEF = 0x04, SETSIGMASK = 0x08, SETSID = 0x80;
        const int sigset = 128;
        var actions = stackalloc byte[512];
        var attributes = stackalloc byte[512];
        var signals = stackalloc byte[sigset];
        nint[] argv = [], envp = [];
        Check(posix_spawn_file_actions_init(actions), "posix_spawn_file_actions_init");
        Check(posix_spawnattr_init(attributes), "posix_spawnattr_init");
        try
        {
            for (var target = 0; target < lifted.Count; target++)
            {
                Check(lifted[target] is { } source
                    ? posix_spawn_file_actions_adddup2(actions, (int)source.DangerousGetHandle(), target)
                    : posix_spawn_file_actions_addopen(actions, target, "/dev/null", Libc.O_RDWR, 0), "posix_spawn_file_actions");
            }
            Check(posix_spawn_file_actions_addclosefrom_np(actions, lifted.Count), "posix_spawn_file_actions_addclosefrom_np");

            new Span<byte>(signals, sigset).Clear();
            Check(posix_spawnattr_setsigmask(attributes, signals), "posix_spawnattr_setsigmask");
            // .NET ignores SIGPIPE, and what is ignored stays so across exec.
            _ = sigfillset(signals);
            Check(posix_spawnattr_setsigdefault(attributes, signals), "posix_spawnattr_setsigdefault");
            Check(posix_spawnattr_setflags(attributes, SETSID | SETSIGMASK | SETSIGDEF), "posix_spawnattr_setflags");

            argv = Vector(arguments);
            envp = Vector(environment);
            Check(posix_spawn(out var pid, path, actions, attributes, argv, envp), $"posix_spawn({path})");
            return pid;
        }
        finally
        {
            Free(argv);
            Free(envp);
            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
        }
    }

    /// <summary>A null-ended vector of C strings.</summary>
    internal static nint[] Vector(IReadOnlyCollection<string> texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];

    static void Free(nint[] vector)
    {
        foreach (var text in vector) Marshal.FreeCoTaskMem(text);
    }

    /// <summary>This family returns the error instead of setting errno.</summary>
    static void Check(int error, string call)
    {
        if (error != 0) throw new LinuxException(call, error);
    }

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_adddup2(byte* actions, int source, int target);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawn_file_actions_addopen(byte* actions, int target, string path, int flags, uint mode);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_addclosefrom_np(byte* actions, int from);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static unsafe partial int sigfillset(byte* signals);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawn(out int pid, string path, byte* actions, byte* attributes, [In] nint[] argv, [In] nint[] envp);
}
