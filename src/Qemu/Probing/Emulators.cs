using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>The emulators of this host, each probed when it is first asked for, and again when it, the kernel or KVM has changed.</summary>
/// <param name="cache">The folder of what was probed; null: nothing is kept.</param>
/// <param name="start">Who probes: in system mode QEMU's own user, for what it can open counts.</param>
/// <param name="who">Tells that user's answers from another's.</param>
public sealed class Emulators(string? cache, StartProgram? start = null, IReadOnlyList<string>? folders = null, string who = "")
{
    /// <summary>The architectures that this system is for, in libvirt's words, and what QEMU calls them.</summary>
    static readonly (string Arch, string Target)[] Known = [("x86_64", "x86_64"), ("aarch64", "aarch64"), ("i686", "i386"), ("armv7l", "arm")];

    readonly IReadOnlyList<string> folders = folders ?? ["/usr/local/bin", "/usr/bin", "/usr/libexec"];
    readonly StartProgram start = start ?? AsOurselves;
    readonly ConcurrentDictionary<string, Probe> probes = [];

    sealed record Probe(string Fingerprint, Lazy<Task<EmulatorCapabilities>> Answer);

    /// <summary>Where the emulator of an architecture is; null: none is installed.</summary>
    public string? Find(string arch) => Known.Where(known => known.Arch == arch).Select(known => known.Target).Append(arch)
        .SelectMany(target => folders.Select(folder => Path.Combine(folder, $"qemu-system-{target}")))
        .FirstOrDefault(File.Exists);

    /// <summary>Those that are installed.</summary>
    public IEnumerable<(string Arch, string Path)> Installed
    {
        get
        {
            foreach (var (arch, _) in Known)
                if (Find(arch) is { } path) yield return (arch, path);
        }
    }

    public IReadOnlyList<string> InstalledArchs => [.. Installed.Select(found => found.Arch)];

    /// <summary>The emulator that a document names, or the one of its architecture, or the host's own.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>: none is installed for it; what <see cref="ProbeAsync"/> throws.</exception>
    public Task<EmulatorCapabilities> FindAsync(string? emulator, string? arch, CancellationToken cancel)
    {
        arch ??= Host.Architecture;
        if (!Architecture.IsKnown(arch)) throw new VirtException(ErrorCode.InvalidArg, $"invalid argument: unknown architecture: {arch}");
        return ProbeAsync(emulator ?? Find(arch) ?? throw new VirtException(ErrorCode.ConfigUnsupported, $"unsupported configuration: unable to find any emulator to serve '{arch}' architecture")
        {
            Hint = $"Install the package with qemu-system-{arch}.",
        }, cancel);
    }

    /// <summary>What the emulator can do. The first caller probes, the others wait for the same answer.</summary>
    /// <param name="cancel">Ends the wait, not the probe.</param>
    /// <exception cref="VirtException">It is not there, or broken.</exception>
    public async Task<EmulatorCapabilities> ProbeAsync(string emulator, CancellationToken cancel)
    {
        var fingerprint = Fingerprint(emulator) ?? throw new VirtException(ErrorCode.SystemError, $"Cannot check QEMU binary {emulator}: No such file or directory")
        {
            Hint = "Install the emulator's package, or correct <emulator>.",
        };
        var probe = probes.AddOrUpdate(emulator, _ => New(), (_, old) => old.Fingerprint == fingerprint && IsGood(old.Answer.Value) ? old : New());
        return await probe.Answer.Value.WaitAsync(cancel);

        static bool IsGood(Task<EmulatorCapabilities> probing) => !probing.IsCompleted
            || probing is { IsCompletedSuccessfully: true, Result: var found } && IsThatProgram(found);

        Probe New() => new(fingerprint, new(() => LoadAsync(emulator, fingerprint)));
    }

    /// <summary>All that are installed and whole; one that is broken is left out, and found out when it is asked for.</summary>
    public async Task<IReadOnlyList<EmulatorCapabilities>> AllAsync(CancellationToken cancel)
    {
        List<EmulatorCapabilities> all = [];
        foreach (var probing in Installed.Select(found => ProbeAsync(found.Path, cancel)).ToList())
        {
            try
            {
                all.Add(await probing);
            }
            catch (VirtException)
            {
                // Its own call tells why: here it would hide the others.
            }
        }
        return all;
    }

    /// <summary>What an emulator tells of processor models; asked of it at each call. Those that it has not are left out.</summary>
    public async Task<CpuModels> ModelsAsync(EmulatorCapabilities emulator, bool kvm, IEnumerable<string> models, CancellationToken cancel)
    {
        await using var process = await ProbedProcess.StartAsync(emulator.Emulator, kvm ? "kvm" : "tcg", start, cancel);
        return await CpuModels.AskAsync(process.Qmp, models, cancel);
    }

    async Task<EmulatorCapabilities> LoadAsync(string emulator, string fingerprint)
    {
        var file = cache is null ? null : Path.Combine(cache, $"{Path.GetFileName(emulator)}-{Hash(emulator)}.json");
        if (file is not null && File.Exists(file) && EmulatorCapabilities.FromJson(await File.ReadAllTextAsync(file)) is { } kept && kept.Fingerprint == fingerprint && IsThatProgram(kept)) return kept;

        var probed = await Prober.ProbeAsync(emulator, fingerprint, start, CancellationToken.None);
        probed = probed with { ProgramMark = Mark(probed.Program) };
        if (file is not null) Keep(file, probed);
        return probed;
    }

    static void Keep(string file, EmulatorCapabilities probed)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            AtomicFile.Write(file, Encoding.UTF8.GetBytes(probed.ToJson()), durable: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException)
        {
            // The next daemon asks anew: a full disk costs it a moment, and nobody a guest.
        }
    }

    /// <summary>Where QEMU's packages put the parts that come apart from it: a new one is a device more, and the emulator the same.</summary>
    static readonly string[] Parts = ["/usr/lib/x86_64-linux-gnu/qemu", "/usr/lib/aarch64-linux-gnu/qemu", "/usr/lib64/qemu", "/usr/lib/qemu"];

    /// <summary>A script stays the same when what it starts is upgraded.</summary>
    static bool IsThatProgram(EmulatorCapabilities probed) => probed.ProgramMark == Mark(probed.Program);

    static string? Mark(string? file) => file is not null && FileStatus.TryOf(file, follow: true) is { } status
        ? $"{status.Size} {status.Modified.ToUnixTimeMilliseconds()} {status.Inode}" : null;

    /// <summary>What the answers depend on: the binary, its parts, the kernel, the processor, and who may open /dev/kvm.</summary>
    string? Fingerprint(string emulator)
    {
        if (Mark(emulator) is not { } binary) return null;
        var kvm = FileStatus.TryOf(Kvm.Device);
        return string.Join(' ', EmulatorCapabilities.CurrentFormat, binary, string.Join(',', Parts.Select(Mark)), Host.KernelRelease, who,
            kvm is null ? "-" : $"{kvm.Mode}:{kvm.User}:{kvm.Group}", Processor);
    }

    static string Processor { get; } = Hash(string.Join('\n', (ProcFile.TryRead("/proc/cpuinfo") ?? "").Split('\n')
        .Where(line => line.StartsWith("model name", StringComparison.Ordinal) || line.StartsWith("flags", StringComparison.Ordinal) || line.StartsWith("Features", StringComparison.Ordinal)).Distinct()));

    static string Hash(string text) => Convert.ToHexStringLower(XxHash3.Hash(Encoding.UTF8.GetBytes(text)))[..12];

    static Task<ProcessHandle> AsOurselves(string path, IReadOnlyList<string> arguments, IReadOnlyList<System.Runtime.InteropServices.SafeHandle?> descriptors, CancellationToken cancel) =>
        Task.FromResult(Spawn.Start(path, arguments, ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=/"], descriptors).Handle);
}
