using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>Sockets that systemd listened on before we were there.</summary>
/// <remarks>Source: <c>sd_listen_fds(3)</c>.</remarks>
public static class PassedSockets
{
    const int First = 3;

    /// <summary>By the names that their units give them (<c>FileDescriptorName=</c>); none, where nobody passed any.</summary>
    /// <remarks>Takes them away: asked a second time there are none, and no child inherits them.</remarks>
    public static IReadOnlyList<(string Name, UnixListener Listener)> Take()
    {
        var count = Number("LISTEN_FDS");
        if (Number("LISTEN_PID") != Environment.ProcessId || count is <= 0 or > 1024) return [];
        var names = (Environment.GetEnvironmentVariable("LISTEN_FDNAMES") ?? "").Split(':');
        foreach (var variable in (string[])["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"]) Environment.SetEnvironmentVariable(variable, null);
        List<(string, UnixListener)> all = [];
        for (var i = 0; i < count; i++)
        {
            using SafeFileHandle passed = new(First + i, ownsHandle: true);
            all.Add((i < names.Length ? names[i] : "", UnixListener.Own(Libc.Duplicate(passed))));
        }
        return all;
    }

    static int Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
