using System.Net.Sockets;
using System.Runtime.InteropServices;
using Aerostat.Values;

namespace Aerostat.Client;

/// <summary>A socket whose other end is an ssh that runs libvirt's helper, or netcat, on the far host.</summary>
/// <remarks>Source: libvirt.org, "Remote support", transport ssh; parameters <c>command</c>, <c>socket</c>, <c>keyfile</c>, <c>netcat</c>, <c>no_tty</c>, <c>no_verify</c>.</remarks>
static partial class SshTunnel
{
    const int Unix = 1;
    const int Stream = 1;
    const int CloseOnExec = 0x80000;

    public static Socket Open(VirtUri uri, bool readOnly)
    {
        var (ours, theirs) = Pair();
        try
        {
            Spawn(uri.Query.GetValueOrDefault("command", "ssh"), Arguments(uri, readOnly), theirs);
            return new(new SafeSocketHandle(ours, ownsHandle: true));
        }
        catch
        {
            _ = Libc.close(ours);
            throw;
        }
        finally
        {
            _ = Libc.close(theirs);
        }
    }

    internal static List<string> Arguments(VirtUri uri, bool readOnly)
    {
        var path = uri.Sockets(readOnly).First(p => uri.Query.ContainsKey("socket") || !p.Contains("aerostat", StringComparison.Ordinal));
        var netcat = uri.Query.GetValueOrDefault("netcat", "nc");
        var helper = uri.Query.ContainsKey("socket") ? "" : $"command -v virt-ssh-helper >/dev/null 2>&1 && exec virt-ssh-helper {(readOnly ? "-r " : "")}{Quote(uri.Name)}; ";
        List<string> arguments = ["-T", "-e", "none"];
        if (uri.Port is { } port) arguments.AddRange(["-p", $"{port}"]);
        if (uri.User is { } user) arguments.AddRange(["-l", user]);
        if (uri.Query.TryGetValue("keyfile", out var key)) arguments.AddRange(["-i", key]);
        if (uri.Query.GetValueOrDefault("no_verify") == "1") arguments.AddRange(["-o", "StrictHostKeyChecking=no"]);
        if (uri.Query.GetValueOrDefault("no_tty") == "1") arguments.AddRange(["-o", "BatchMode=yes"]);
        return [.. arguments, "--", uri.Host, $"sh -c {Quote($"{helper}exec {Quote(netcat)} -U {Quote(path)}")}"];
    }

    static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // Sound: the pair lives on the stack of this call.
    static unsafe (int Ours, int Theirs) Pair()
    {
        var pair = stackalloc int[2];
        if (Libc.socketpair(Unix, Stream | CloseOnExec, 0, pair) != 0)
            throw new VirtException(ErrorCode.SystemError, $"socketpair: errno {Marshal.GetLastPInvokeError()}", ErrorDomain.Rpc);
        return (pair[0], pair[1]);
    }

    // Sound: the strings live until posix_spawnp returns; 512 bytes hold glibc's file actions (80).
    static unsafe void Spawn(string program, List<string> arguments, int socket)
    {
        var actions = stackalloc byte[512];
        var argv = new nint[arguments.Count + 2];
        try
        {
            argv[0] = Marshal.StringToCoTaskMemUTF8(program);
            for (var i = 0; i < arguments.Count; i++) argv[i + 1] = Marshal.StringToCoTaskMemUTF8(arguments[i]);
            _ = posix_spawn_file_actions_init(actions);
            _ = posix_spawn_file_actions_adddup2(actions, socket, 0);
            _ = posix_spawn_file_actions_adddup2(actions, socket, 1);
            int error;
            fixed (nint* words = argv) error = posix_spawnp(out _, program, actions, 0, words, *environ());
            _ = posix_spawn_file_actions_destroy(actions);
            if (error != 0)
                throw new VirtException(ErrorCode.SystemError, $"Cannot run '{program}': {Marshal.GetPInvokeErrorMessage(error)}", ErrorDomain.Rpc)
                {
                    Hint = "Install ssh, or name it with ?command=PATH.",
                };
        }
        finally
        {
            foreach (var word in argv) Marshal.FreeCoTaskMem(word);
        }
    }

    // The variable `environ`: ssh needs HOME, SSH_AUTH_SOCK and the terminal as they are.
    static unsafe nint** environ() => (nint**)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawnp(out int pid, string file, byte* actions, nint attributes, nint* argv, nint* environment);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_adddup2(byte* actions, int from, int to);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_destroy(byte* actions);
}
