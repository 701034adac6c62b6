using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>What memory a process holds. Huge pages are counted apart from what is resident.</summary>
/// <remarks>Source: <c>proc_pid_status(5)</c>. Cost: 0.02 ms whatever the size, where smaps_rollup walks every page.</remarks>
public readonly record struct ProcessMemory(Bytes Resident, Bytes Anonymous, Bytes Shared, Bytes Huge)
{
    /// <summary>What its end would give back to the host: file pages can be dropped anyhow.</summary>
    public Bytes Held => Anonymous + Shared + Huge;

    public static ProcessMemory? TryRead(int pid)
    {
        if (ProcFile.TryRead($"/proc/{pid}/status") is not { } status) return null;
        return new(Line("VmRSS:"), Line("RssAnon:"), Line("RssShmem:"), Line("HugetlbPages:"));

        Bytes Line(string name)
        {
            foreach (var line in status.AsSpan().EnumerateLines())
                if (line.StartsWith(name) && ulong.TryParse(line[name.Length..].Trim().TrimEnd(" kB"), out var kib)) return Bytes.Kib(kib);
            return Bytes.Zero;
        }
    }
}
