using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu.Launch;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Engine.Companions;

/// <summary>A program that serves one device of a guest from beside QEMU. It listens on the socket that it is handed, and ends when QEMU hangs up.</summary>
/// <param name="Program">Path.</param>
/// <param name="Words">Its arguments, its own name left out.</param>
/// <param name="Socket">Where QEMU finds it.</param>
/// <param name="Log">Where its standard output and error go.</param>
sealed record Companion(string Program, IReadOnlyList<string> Words, string Socket, string Log)
{
    /// <summary>Where its listening socket is found within it; <see cref="Secrets"/> follow.</summary>
    public const int Listener = Launcher.FirstDescriptor;

    /// <summary>Null: who the daemon is.</summary>
    public LaunchUser? User { get; init; }

    /// <summary>It has no right beyond its user's.</summary>
    public bool Confined { get; init; }

    /// <summary>What it reads from descriptors, so that no list of processes shows it.</summary>
    public IReadOnlyList<byte[]> Secrets { get; init; } = [];

    /// <summary>Run to their ends before it: arguments of the program that makes ready what it serves, on the same terms, its secrets from <see cref="Listener"/> on.</summary>
    public IReadOnlyList<(string Program, IReadOnlyList<string> Words)> Preparations { get; init; } = [];

    /// <summary>Those that a guest's devices need.</summary>
    /// <exception cref="VirtException">A program or a folder is not there.</exception>
    public static IEnumerable<Companion> Of(Hypervisor host, DomainDefinition live, IEnumerable<Device> devices, string folder) => devices.SelectMany<Device, Companion>(device => device switch
    {
        Tpm { Backend.Type: TpmBackendType.Emulator } tpm => [Swtpm.Of(host, live, tpm, folder)],
        Filesystem { Driver.Type: FilesystemDriverType.Virtiofs, Source.Socket: null } shared => [Virtiofsd.Of(host, live, shared, folder)],
        _ => [],
    });

    /// <summary>Where the companions of a guest write.</summary>
    public static IEnumerable<string> LogsOf(Folders folders, DomainDefinition live) => live.Devices.All.SelectMany<Device, string>(device => device switch
    {
        Tpm { Backend.Type: TpmBackendType.Emulator } => [Swtpm.LogOf(folders, live)],
        Filesystem { Driver.Type: FilesystemDriverType.Virtiofs, Source.Socket: null } shared => [Virtiofsd.LogOf(folders, live, shared)],
        _ => [],
    });

    /// <summary>Runs what makes it ready.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: with the program's last words.</exception>
    public async Task PrepareAsync(string domain)
    {
        foreach (var (program, words) in Preparations)
        {
            using var log = OpenLog();
            var from = RandomAccess.GetLength(log);
            var secrets = Secrets.Select(Secret).ToList();
            using var launched = Launcher.Start(Spec(program, words), log, secrets);
            foreach (var secret in secrets) secret.Dispose();
            await launched.GoAsync(CancellationToken.None);
            using var process = launched.Handle;
            if (await process.Exited is not { Code: 0 })
                throw Errors.Internal($"{Path.GetFileName(program)} failed for domain '{domain}': {QemuLaunch.LastWords(Log, from)}");
        }
    }

    /// <summary>Its process, which waits for 'go'.</summary>
    /// <param name="user">Who may connect to its socket; null: who the daemon is.</param>
    /// <param name="cgroups">Folders of control groups that it joins.</param>
    public LaunchedProcess Start(Identity? user, IReadOnlyList<string> cgroups)
    {
        using var log = OpenLog();
        using var listener = UnixListener.Listen(Socket, 0x180 /* 0600 */, user?.Gid, user?.Uid).Detach();
        var secrets = Secrets.Select(Secret).ToList();
        try
        {
            return Launcher.Start(Spec(Program, Words) with { Cgroups = cgroups }, log, [listener, .. secrets]);
        }
        finally
        {
            foreach (var secret in secrets) secret.Dispose();
        }
    }

    SafeFileHandle OpenLog()
    {
        var log = Files.OpenAppend(Log);
        if (User is { } user) Files.SetOwner(Log, user.User, user.Group);
        return log;
    }

    static SafeFileHandle Secret(byte[] value) => Files.Memory("secret", value);

    LaunchSpec Spec(string program, IReadOnlyList<string> words) => new(program, [program, .. words],
    [
        "LC_ALL=C",
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        // Where a user's own settings for it lie.
        .. User is null && Environment.GetEnvironmentVariable("HOME") is { } home ? (string[])[$"HOME={home}"] : [],
    ])
    {
        User = User,
        Confined = Confined,
        OomScoreAdjust = Linux.Host.IsRoot ? 0 : null, // the daemon's own protection is not the guest's
    };
}
