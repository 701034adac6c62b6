using System.Globalization;

namespace Aerostat.Linux;

/// <summary>What the processors have done since boot, all of them or one.</summary>
/// <remarks>Source: <c>proc_stat(5)</c>. User holds nice, and System what interrupts took.</remarks>
public readonly record struct CpuTimes(TimeSpan System, TimeSpan User, TimeSpan Idle, TimeSpan IoWait)
{
    /// <summary>USER_HZ: 100 on x86_64 and aarch64.</summary>
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <param name="cpu">Null: all together.</param>
    /// <returns>Null: no such processor is online.</returns>
    public static CpuTimes? Read(int? cpu, string path = "/proc/stat")
    {
        foreach (var line in (ProcFile.TryRead(path) ?? "").Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 5 || words[0] != $"cpu{cpu}") continue;
            return new(At(3) + At(6) + At(7), At(1) + At(2), At(4), At(5));

            TimeSpan At(int field) => field < words.Length ? Tick * long.Parse(words[field], CultureInfo.InvariantCulture) : TimeSpan.Zero;
        }
        return null;
    }
}
