using System.Diagnostics;

namespace Aerostat.Tests.Shared;

/// <summary>The real libvirtd, in a mount namespace where its four folders are ours. The machine's own one never notices.</summary>
public sealed class Libvirtd : Daemon
{
    static readonly string[] Folders = ["etc", "run", "lib", "log"];

    /// <param name="groups">Guests are put into control groups, the machine's: theirs must be called as no other's.</param>
    public Libvirtd(bool groups = false) : this(new(), groups) { }

    Libvirtd(Workspace at, bool groups) : base(at)
    {
        foreach (var folder in Folders) at.Folder(folder);
        // logd would be a second daemon; cgroups are the machine's, and two daemons' guests may be called alike.
        at.Write("etc/qemu.conf", $"""
            stdio_handler = "file"
            security_driver = "none"
            namespaces = []
            {(groups ? "" : "cgroup_controllers = []")}
            """);
        at.Write("etc/libvirtd.conf", """
            auth_unix_rw = "none"
            """);
    }

    /// <summary>Null where it can be had, else why not: the mount namespace it lives in takes root.</summary>
    public static string? Missing => Environment.UserName != "root" ? "a private libvirtd needs root" : null;

    public override string Name => "libvirtd";

    public override string Socket => At["run/libvirt-sock"];

    public override string LogOf(string domain) => At[$"log/qemu/{domain}.log"];

    // It finds that KVM is there and that QEMU, whose user may not open it, does not use it: so it asks each emulator anew at each document (10 s; minutes on a busy machine).
    const string QemuMayOpenKvm = "setpriv --reuid libvirt-qemu --regid kvm --clear-groups test -w /dev/kvm";

    const string WithoutUselessKvm =
        $"if [ -e /dev/kvm ] && ! {QemuMayOpenKvm}; then nothing=$(mktemp); chmod 0 $nothing; mount --bind $nothing /dev/kvm; rm $nothing; fi; ";

    /// <summary>It tells of guests under KVM.</summary>
    public static async Task<bool> SeesKvmAsync() => (await Ran.Shell(QemuMayOpenKvm)).Ok;

    /// <summary>Done in its own mount namespace before it starts.</summary>
    public string Prelude { get; init; } = "";

    protected override ProcessStartInfo Program()
    {
        // What it learns of the emulators is the same each time, and takes ten seconds: kept from run to run.
        Directory.CreateDirectory("/var/tmp/aerostat-libvirt-cache");
        var binds = Folders.Zip(["/etc/libvirt", "/run/libvirt", "/var/lib/libvirt", "/var/log/libvirt"])
            .Append(("/var/tmp/aerostat-libvirt-cache", "/var/cache/libvirt"))
            .Select(b => $"mkdir -p {b.Item2}; mount --bind {Path.Combine(At.Path, b.Item1)} {b.Item2}");
        return new("unshare", ["--mount", "--propagation", "private", "bash", "-ec",
            // Where it locks a terminal that a client looks at; a machine without systemd may lack the folder.
            $"mkdir -p /run/lock; {string.Join("; ", binds)}; {MountHugePages}{WithoutUselessKvm}{Prelude}exec /usr/sbin/libvirtd -p {At["run/libvirtd.pid"]}"]);
    }
}
