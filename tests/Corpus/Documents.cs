namespace Aerostat.Corpus.Tests;

/// <summary>
/// The documents of libvirt's own tests, read in place where its source is: <c>AEROSTAT_LIBVIRT_SOURCE</c> or
/// <c>~/.cache/aerostat/libvirt-source</c> (<c>eng/libvirt-source</c> fetches it). Elsewhere there is nothing to test.
/// </summary>
static class Documents
{
    static readonly string Source = Environment.GetEnvironmentVariable("AEROSTAT_LIBVIRT_SOURCE")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/aerostat/libvirt-source");

    /// <summary>Every document, whatever its machine.</summary>
    public static string[] All()
    {
        var folder = Path.Combine(Source, "tests/qemuxml2argvdata");
        Assert.SkipUnless(Directory.Exists(folder), $"no libvirt source in {Source}: eng/libvirt-source fetches it");
        return [.. Directory.GetFiles(folder, "*.xml").Order(StringComparer.Ordinal)];
    }

    /// <summary>Those for machines that we run: x86_64, i686, aarch64, armv7l, and those that leave it open.</summary>
    public static IEnumerable<(string Name, string Xml)> OfOurMachines() =>
        from file in All()
        let xml = File.ReadAllText(file)
        where !Foreign.Any(arch => xml.Contains($"arch='{arch}'", StringComparison.Ordinal) || xml.Contains($"arch=\"{arch}\"", StringComparison.Ordinal))
        select (Path.GetFileNameWithoutExtension(file), xml);

    static readonly string[] Foreign = ["alpha", "ppc", "ppc64", "ppc64le", "riscv64", "s390x"];
}
