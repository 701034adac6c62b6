using System.Collections.Immutable;
using System.Globalization;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu;

namespace Aerostat.Engine.Domains;

/// <summary>Where memory lies that has a name: in a folder of the guest's own, and on a file system of huge pages. QEMU makes the files, and they go with the guest.</summary>
/// <remarks>Source: libvirt's <c>memory_backing_dir</c> and <c>hugetlbfs_mount</c>; the kernel's <c>hugetlbpage.rst</c>.</remarks>
static class MemoryFolders
{
    const uint Private = 0x1C0 /* 0700 */, Passage = 0x1C9 /* 0711 */;

    /// <summary>What the guest's memory, and each module that comes, may be told to lie in.</summary>
    /// <param name="folder">The guest's own.</param>
    public static LaunchPlan Known(LaunchPlan plan, DomainDefinition definition, string folder) => plan with
    {
        MemoryFolder = Plain(folder),
        HugePageFolders = HasHugePages(definition) ? Mounts().ToImmutableDictionary(mount => mount.Size, mount => Huge(mount.Path, folder)) : plan.HugePageFolders,
    };

    /// <summary>Makes those that the document asks for; they may be there.</summary>
    public static void Make(DomainDefinition definition, string folder, Identity? user)
    {
        if (IsNamed(definition)) Make(Plain(folder), user);
        if (!HasHugePages(definition)) return;
        foreach (var (mount, _) in Mounts()) Make(Huge(mount, folder), user);
    }

    public static void Remove(string folder)
    {
        foreach (var each in Mounts().Select(mount => Huge(mount.Path, folder)).Prepend(Plain(folder)))
            if (Directory.Exists(each)) Directory.Delete(each, recursive: true);
    }

    static bool HasHugePages(DomainDefinition definition) =>
        definition.MemoryBacking?.HugePages is not null || definition.Devices.Memories.Any(memory => memory.Source?.PageSize is not null);

    static bool IsNamed(DomainDefinition definition) => definition.MemoryBacking is { Source: MemorySourceType.File } or { Source: not MemorySourceType.Memfd, Access: not null }
        || definition.Cpu?.Numa?.Cells.Any(cell => cell.Access is not null) is true || definition.Devices.Memories.Any(memory => memory.Access is not null);

    static void Make(string folder, Identity? user)
    {
        for (var above = Path.GetDirectoryName(folder)!; !Directory.Exists(above); above = Path.GetDirectoryName(folder)!)
        {
            // The outermost that is missing first.
            while (!Directory.Exists(Path.GetDirectoryName(above))) above = Path.GetDirectoryName(above)!;
            Directory.CreateDirectory(above);
            Files.SetMode(above, Passage);
        }
        Directory.CreateDirectory(folder);
        Files.SetMode(folder, Private);
        if (user is not null) Files.SetOwner(folder, user.Uid, user.Gid);
    }

    /// <summary><c>ram/ID-NAME</c>, as under libvirt.</summary>
    static string Plain(string folder) => Path.Combine(Path.GetDirectoryName(folder)!, "ram", Short(folder));

    /// <summary>Daemons run side by side: each has a folder there that is called after its own.</summary>
    static string Huge(string mount, string folder) => Path.Combine(mount, "aerostat", Path.GetDirectoryName(folder)!.Trim('/').Replace('/', '-'), Short(folder));

    static string Short(string folder) => Path.GetFileName(folder) is var name && name.StartsWith("domain-", StringComparison.Ordinal) ? name["domain-".Length..] : name;

    /// <summary>One for each size of page.</summary>
    static IEnumerable<(string Path, Bytes Size)> Mounts() => (ProcFile.TryRead("/proc/self/mounts") ?? "").Split('\n')
        .Select(line => line.Split(' '))
        .Where(words => words is [_, _, "hugetlbfs", _, ..])
        .Select(words => (Path: words[1].Replace("\\040", " ", StringComparison.Ordinal), Size: PageSize(words[3])))
        .Where(mount => mount.Size is not null)
        .Select(mount => (mount.Path, mount.Size!.Value))
        .DistinctBy(mount => mount.Value);

    static Bytes? PageSize(string options) => options.Split(',').FirstOrDefault(option => option.StartsWith("pagesize=", StringComparison.Ordinal))?["pagesize=".Length..] is { Length: > 1 } size
        && ulong.TryParse(size[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? size[^1] switch { 'K' => Bytes.Kib(count), 'M' => Bytes.Mib(count), 'G' => Bytes.Mib(count * 1024), _ => null }
        : null;
}
