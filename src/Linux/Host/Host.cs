using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>Who this machine is.</summary>
public static partial class Host
{
    /// <summary>Another one after each boot: what was recorded under another id has ended.</summary>
    public static string BootId { get; } = ProcFile.TryReadLine("/proc/sys/kernel/random/boot_id") ?? "";

    /// <summary>As it is now; it may change.</summary>
    public static string Name => ProcFile.TryReadLine("/proc/sys/kernel/hostname") ?? Environment.MachineName;

    /// <summary>As in <c>uname -r</c>.</summary>
    public static string KernelRelease { get; } = ProcFile.TryReadLine("/proc/sys/kernel/osrelease") ?? "";

    /// <summary>As libvirt names it: <c>x86_64</c>, <c>aarch64</c>.</summary>
    public static string Architecture { get; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "x86_64",
        System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Without it nothing of the machine's own may be touched: session mode.</summary>
    public static bool IsRoot => geteuid() == 0;

    public static uint UserId => geteuid();
    public static uint GroupId => getegid();

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint getegid();
}
