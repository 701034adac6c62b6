using Aerostat.Linux;

namespace Aerostat.Qemu.Launch;

/// <summary>Probes emulators as the user that guests run as: what root can open tells nothing of what they can.</summary>
public static class ProbeAs
{
    public static StartProgram Of(LaunchUser user) => async (path, arguments, descriptors, cancel) =>
    {
        using var launched = Launcher.Start(new(path, arguments, ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=/"])
        {
            User = user,
            OomScoreAdjust = 0,
            Confined = true,
        }, descriptors[1], [.. descriptors.Skip(Launcher.FirstDescriptor).OfType<System.Runtime.InteropServices.SafeHandle>()]);
        try
        {
            await launched.GoAsync(cancel);
            return launched.Handle;
        }
        catch
        {
            await launched.AbortAsync();
            launched.Handle.Dispose();
            throw;
        }
    };

    /// <summary>What distinguishes one user's answers from another's.</summary>
    public static string Name(LaunchUser user) => $"{user.User}:{user.Group}:{string.Join(',', user.Groups)}";
}
