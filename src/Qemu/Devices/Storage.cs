using System.Globalization;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>The protocol node of an image: where its bytes are.</summary>
static class Storage
{
    public static Props Of(DiskType type, DiskSource source, DiskDriver? driver, string name, Disk? disk, LaunchPlan plan) => type switch
    {
        DiskType.File => Local("file", source.File!, source, driver, name),
        DiskType.Block => Local(plan.OpticalDrives.Contains(source.Device!) ? "host_cdrom" : "host_device", source.Device!, source, driver, name),
        DiskType.Dir => Props.Empty
            .With("driver", "vvfat").With("dir", source.Directory)
            .With("floppy", disk?.Kind is DiskDevice.Floppy).With("rw", false),
        DiskType.Nvme => Props.Empty
            .With("driver", "nvme").With("device", source.Pci!.ToString()).With("namespace", source.Namespace),
        DiskType.Network => Network(source, name),
        DiskType.Volume => throw Machine.Unsupported($"volume '{source.Volume}' of pool '{source.Pool}' has not been looked up"),
        _ => throw Machine.Unsupported($"storage source type '{type.Word()}' is not supported"),
    };

    static Props Local(string kind, string path, DiskSource source, DiskDriver? driver, string name) => Props.Empty
        .With("driver", kind)
        .With("filename", path)
        .With("aio", driver?.Io switch { DiskIo.IoUring => "io_uring", { } io => io.Word(), _ => null })
        .With("pr-manager", source.Reservations switch
        {
            null => null,
            { Managed: true } => "pr-helper0",
            _ => $"pr-helper-{name}-storage",
        });

    static Props Network(DiskSource source, string name) => source.Protocol switch
    {
        NetworkProtocol.Nbd => Props.Empty.With("driver", "nbd")
            .With("server", Socket(source.Hosts[0], "10809"))
            .With("export", source.Name)
            .With("tls-creds", source.Tls is true ? $"obj{name}-storage_tls0" : null)
            .With("tls-hostname", source.Tls is true ? source.TlsHostname : null),
        NetworkProtocol.Rbd => Rbd(source, name),
        NetworkProtocol.Iscsi => Iscsi(source, name),
        NetworkProtocol.Gluster => Props.Empty.With("driver", "gluster")
            .With("volume", Part(source, 0)).With("path", Part(source, 1))
            .With("server", source.Hosts.Select(host => Socket(host, "24007")))
            .With("debug", 4L),
        NetworkProtocol.Http or NetworkProtocol.Https or NetworkProtocol.Ftp or NetworkProtocol.Ftps or NetworkProtocol.Tftp => Web(source, name),
        NetworkProtocol.Ssh => Props.Empty.With("driver", "ssh").With("path", source.Name)
            .With("server", Props.Empty.With("host", source.Hosts[0].Name).With("port", Port(source.Hosts[0], "22")))
            .With("user", source.SshUser),
        NetworkProtocol.Sheepdog => Props.Empty.With("driver", "sheepdog").With("server", Socket(source.Hosts[0], "7000")).With("vdi", source.Name),
        NetworkProtocol.Nfs => Props.Empty.With("driver", "nfs")
            .With("server", Props.Empty.With("host", source.Hosts[0].Name).With("type", "inet"))
            .With("path", source.Name)
            .With("user", source.NfsUser is { } user ? Accounts.TryUser(user)?.Uid ?? throw Nobody("user", user) : null)
            .With("group", source.NfsGroup is { } group ? Accounts.TryGroup(group) ?? throw Nobody("group", group) : null),
        _ => throw Machine.Unsupported($"network protocol '{source.Protocol?.Word()}' is not supported by QEMU"),
    };

    static VirtException Nobody(string what, string name) => new(ErrorCode.InvalidArg, $"invalid argument: Failed to parse {what} '{name}'", ErrorDomain.None) { Hint = $"Name a {what} of this host, or its number after a plus: +1000." };

    static Props Rbd(DiskSource source, string name) => Props.Empty.With("driver", "rbd")
        .With("pool", Part(source, 0)).With("image", Part(source, 1))
        .With("snapshot", source.SnapshotName).With("conf", source.ConfigFile)
        .With("server", source.Hosts.IsEmpty ? null : source.Hosts.Select(host => Props.Empty.With("host", host.Name).With("port", Port(host, "6789"))))
        .And(source.Auth is { } auth
            ? Props.Empty.With("user", auth.User)
                .With("auth-client-required", ["cephx", "none"])
                .With("key-secret", $"{name}-storage-auth-secret0")
            : null)
        .With("encrypt", source.Encryption is { Engine: EncryptionEngine.Librbd } encryption
            ? Props.Empty.With("format", encryption.Format.Word()).With("key-secret", $"{name}-format-encryption-secret0")
            : null);

    static Props Iscsi(DiskSource source, string name)
    {
        var at = source.Name?.LastIndexOf('/') ?? -1;
        return Props.Empty.With("driver", "iscsi")
            .With("portal", $"{source.Hosts[0].Name}:{Port(source.Hosts[0], "3260")}")
            .With("target", at < 0 ? source.Name : source.Name![..at])
            .With("lun", at < 0 ? 0 : long.Parse(source.Name![(at + 1)..], CultureInfo.InvariantCulture))
            .With("transport", "tcp")
            .And(Login(source, name))
            .With("initiator-name", source.Initiator?.Iqn);
    }

    static Props Web(DiskSource source, string name)
    {
        var host = source.Hosts[0];
        var scheme = source.Protocol!.Value.Word();
        var port = Port(host, scheme switch { "http" => "80", "https" => "443", "ftp" => "21", "ftps" => "990", _ => "69" });
        var query = source.Query is { Length: > 0 } asked ? $"?{asked}" : "";
        return Props.Empty.With("driver", scheme)
            .With("url", $"{scheme}://{host.Name}:{port}/{source.Name?.TrimStart('/')}{query}")
            .And(source.Auth is { } auth ? Props.Empty.With("username", auth.User).With("password-secret", $"{name}-storage-auth-secret0") : null)
            .With("sslverify", source.SslVerify)
            .With("cookie-secret", source.Cookies.IsEmpty ? null : $"{name}-storage-httpcookie-secret0")
            .With("timeout", source.Timeout)
            .With("readahead", source.ReadAhead?.Value);
    }

    static Props? Login(DiskSource source, string name) => source.Auth is { } auth
        ? Props.Empty.With("user", auth.User).With("password-secret", $"{name}-storage-auth-secret0")
        : null;

    static string? Part(DiskSource source, int at)
    {
        var halves = (source.Name ?? "").Split('/', 2);
        return at < halves.Length ? halves[at] : null;
    }

    static Props Socket(DiskHost host, string port) => host.Transport is HostTransport.Unix
        ? Props.Empty.With("type", "unix").With("path", host.Socket)
        : Props.Empty.With("type", "inet").With("host", host.Name).With("port", Port(host, port));

    static string Port(DiskHost host, string port) => host.Port?.ToString(CultureInfo.InvariantCulture) ?? port;
}
