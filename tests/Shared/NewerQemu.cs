namespace Aerostat.Tests.Shared;

/// <summary>QEMU of Debian's later releases beside the installed one: see <c>eng/newer-qemu</c>, which fetches them.</summary>
public static class NewerQemu
{
    static readonly string Folder = Environment.GetEnvironmentVariable("AEROSTAT_NEWER_QEMU") ?? $"/var/tmp/aerostat-qemu-{Environment.UserName}";

    /// <summary>Null: this version is not there.</summary>
    public static string? Emulator(string version, string arch) => Path.Combine(Folder, version, $"qemu-system-{arch}") is var path && File.Exists(path) ? path : null;
}
