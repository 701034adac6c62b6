using System.Globalization;

namespace Aerostat.Cli.Commands;

/// <summary>Whether a path is a block device: <c>attach-disk</c> says so in its XML.</summary>
static class BlockDevice
{
    /// <remarks>Source: sysfs(5): every block device has a folder of its name, links resolved, under /sys/class/block.</remarks>
    public static bool Is(string path)
    {
        if (!File.Exists(path)) return false;
        var real = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        return Directory.Exists($"/sys/class/block/{Path.GetFileName(real)}");
    }
}
