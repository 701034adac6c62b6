using System.Diagnostics;
using Aerostat.Tests.Shared;

namespace Aerostat.Bench.Macro;

/// <summary>What a person or a script types: aero on ours, virsh on libvirtd.</summary>
static class Commands
{
    /// <returns>Milliseconds until it has said its first word.</returns>
    public static async Task<double> FirstWord(Daemon daemon, params string[] words)
    {
        ProcessStartInfo start = new(daemon is AerostatDaemon ? Programs.Aero : "virsh", words) { RedirectStandardOutput = true };
        Process? process = null;
        var took = await Case.Milliseconds(async () =>
        {
            process = Process.Start(start)!;
            await process.StandardOutput.BaseStream.ReadExactlyAsync(new byte[1]);
        });
        await process!.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.Dispose();
        return took;
    }
}
