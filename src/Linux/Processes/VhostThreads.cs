using System.Globalization;

namespace Aerostat.Linux;

/// <summary>Threads of the kernel's that move a process's packets.</summary>
/// <remarks>Source: <c>drivers/vhost/vhost.c</c>. Until Linux 6.4 each is a process below kthreadd, named <c>vhost-PID</c>, in the control group of its owner and free
/// to run anywhere; from then on it is one of the owner's own threads.</remarks>
public static class VhostThreads
{
    const int Kthreadd = 2;

    /// <summary>Those of a process that are none of its own threads.</summary>
    /// <param name="owner">Its number.</param>
    /// <param name="proc">Where processes are told of.</param>
    public static IReadOnlyList<int> Of(int owner, string proc = "/proc")
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"vhost-{owner}");
        return [.. Directory.EnumerateDirectories(proc)
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            // A name is anyone's to choose; whose child it is, is not.
            .Where(pid => pid > 0 && ProcFile.TryReadLine($"{proc}/{pid}/comm") == name && ProcessStat.TryParse(ProcFile.TryRead($"{proc}/{pid}/stat")) is { Parent: Kthreadd })
            .Order()];
    }
}
