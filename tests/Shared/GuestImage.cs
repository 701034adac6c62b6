namespace Aerostat.Tests.Shared;

/// <summary>The small Linux guest that the tests look at from inside; see eng/guest/README.md.</summary>
public sealed record GuestImage(string Folder)
{
    static readonly Dictionary<string, Task<GuestImage>> made = [];

    public string Kernel => Path.Combine(Folder, "kernel");

    public string Initrd => Path.Combine(Folder, "initrd-full");

    public string CommandLine => File.ReadAllText(Path.Combine(Folder, "cmdline")).Trim();

    /// <summary>Made once, then found; in a folder that QEMU's own user can walk to, which a home is not.</summary>
    public static Task<GuestImage> Of(string arch)
    {
        lock (made) return made.TryGetValue(arch, out var image) ? image : made[arch] = MakeAsync(arch == "aarch64" ? "arm64" : "amd64");
    }

    static async Task<GuestImage> MakeAsync(string debian)
    {
        var folder = $"/var/tmp/aerostat-guest-{Environment.UserName}/{debian}";
        Directory.CreateDirectory(folder);
        // Two test programs may come for it at the same time.
        (await Ran.Of("flock", [$"{folder}.lock", Path.Combine(Programs.Root, "eng/guest/build-guest"), "--arch", debian, folder], within: TimeSpan.FromMinutes(10))).OrThrow();
        return new(folder);
    }
}
