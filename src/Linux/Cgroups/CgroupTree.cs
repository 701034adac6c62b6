namespace Aerostat.Linux;

/// <summary>Where this host keeps its control groups: one tree (v2), a tree for each controller (v1), or none that we may use.</summary>
/// <remarks>Source: <c>cgroups(7)</c>, <c>/proc/mounts</c>. Where both are mounted the controllers are v1's.</remarks>
public sealed class CgroupTree
{
    /// <summary>The controllers that a guest is held by.</summary>
    static readonly string[] Wanted = ["cpu", "cpuacct", "cpuset", "memory", "blkio", "io"];

    readonly string? unified;
    readonly Dictionary<string, string> trees = [];

    CgroupTree(IEnumerable<string> mounts)
    {
        foreach (var mount in mounts)
        {
            if (mount.Split(' ') is not [_, var path, var kind, var options, ..]) continue;
            if (kind == "cgroup2") unified ??= path;
            if (kind != "cgroup") continue;
            foreach (var controller in options.Split(',').Intersect(Wanted)) trees.TryAdd(controller, path);
        }
        if (trees.Count > 0) unified = null;
    }

    public static CgroupTree Read(string mounts = "/proc/mounts") => new((ProcFile.TryRead(mounts) ?? "").Split('\n'));

    public bool IsV2 => unified is not null;

    public bool IsThere => IsV2 || trees.Count > 0;

    /// <summary>As libvirt places a guest where no systemd does.</summary>
    /// <remarks>libvirt 9.0: <c>/machine/qemu-ID-NAME.libvirt-qemu</c>.</remarks>
    public static string PathOf(int id, string name) => $"machine/qemu-{id}-{string.Concat(name.Select(c => c is '/' or '.' or ' ' || char.IsControl(c) ? '_' : c))}.libvirt-qemu";

    /// <summary>Makes a group in every tree, parents too.</summary>
    /// <exception cref="LinuxException"><c>EROFS</c>, <c>EACCES</c>: they are another's, as in a container. <c>ENODEV</c>: there are none.</exception>
    public Cgroup Make(string path)
    {
        if (!IsThere) throw new LinuxException($"mkdir({path}) in the control groups", Errno.ENODEV);
        Dictionary<string, string> folders = [];
        if (unified is not null)
        {
            folders[""] = MakeAll(unified, path, EnableBelow);
            return new(folders);
        }
        foreach (var (controller, tree) in trees) folders[controller] = MakeAll(tree, path, inherit: controller == "cpuset");
        return new(folders);
    }

    /// <summary>A group within one that is another's to rule and has been left to us, and a process moved into it from there.</summary>
    /// <exception cref="LinuxException">It cannot be made.</exception>
    public Cgroup MakeWithin(string path, string name, int pid)
    {
        Dictionary<string, string> folders = [];
        foreach (var (controller, folder) in Open(path).ByController)
        {
            var made = Path.Combine(folder, name);
            Files.MakeFolder(made, 0b111_101_101);
            if (controller == "cpuset") Inherit(folder, made);
            folders[controller] = made;
        }
        Cgroup group = new(folders);
        group.Add(pid);
        // Not before no process is left in it: a group of version 2 has processes or hands controllers down.
        if (unified is not null) EnableBelow(Path.Combine(unified, path));
        return group;
    }

    /// <summary>One that is there already, by its path; what of it is not there is left out.</summary>
    public Cgroup Open(string path) => unified is not null
        ? new(new Dictionary<string, string> { [""] = Path.Combine(unified, path) })
        : new(trees.Select(tree => (tree.Key, Folder: Path.Combine(tree.Value, path))).Where(tree => Directory.Exists(tree.Folder)).ToDictionary(tree => tree.Key, tree => tree.Folder));

    /// <summary>The groups right below one, by name, in whichever tree has it.</summary>
    public IEnumerable<string> Below(string path) => (unified is null ? trees.Values.AsEnumerable() : [unified])
        .Select(tree => Path.Combine(tree, path)).Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories).Select(folder => Path.GetFileName(folder)).Distinct();

    /// <summary>Which group a process is in; on v1 by its memory.</summary>
    /// <remarks>Source: <c>/proc/PID/cgroup</c>: hierarchy, controllers, path.</remarks>
    public string? Of(int pid) => (ProcFile.TryRead($"/proc/{pid}/cgroup") ?? "").Split('\n').Select(line => line.Split(':', 3))
        .FirstOrDefault(line => line.Length == 3 && (IsV2 ? line[1].Length == 0 : line[1].Split(',').Contains("memory")))?[2].TrimStart('/');

    static string MakeAll(string folder, string path, Action<string>? prepare = null, bool inherit = false)
    {
        foreach (var part in path.Split('/'))
        {
            var below = Path.Combine(folder, part);
            prepare?.Invoke(folder);
            Files.MakeFolder(below, 0b111_101_101);
            if (inherit) Inherit(folder, below);
            folder = below;
        }
        return folder;
    }

    /// <summary>On v2 a controller reaches the groups below only where it is told to. One that cannot be had is found missing when it is used.</summary>
    static void EnableBelow(string folder)
    {
        foreach (var controller in (ProcFile.TryReadLine(folder + "/cgroup.controllers") ?? "").Split(' ').Intersect(Wanted))
        {
            try
            {
                ProcFile.Write(folder + "/cgroup.subtree_control", "+" + controller);
            }
            catch (LinuxException)
            {
                // Such as cpu, while a real-time thread runs outside the root.
            }
        }
    }

    /// <summary>On v1 a new cpuset is empty, and nothing can run in it.</summary>
    internal static void Inherit(string from, string to)
    {
        foreach (var file in (string[])["cpuset.cpus", "cpuset.mems"])
            if (ProcFile.TryReadLine($"{to}/{file}") is "" && ProcFile.TryReadLine($"{from}/{file}") is { Length: > 0 } value) ProcFile.Write($"{to}/{file}", value);
    }
}
