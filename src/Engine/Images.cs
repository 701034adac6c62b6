using System.Globalization;
using Aerostat.Linux;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine;

/// <summary>Lends users' images to QEMU's user, and gives each back when the last guest that uses it has ended.</summary>
/// <remarks>Who owned what is written into the guests' status files before it changes hands, so that a restarted daemon gives it back too.</remarks>
sealed class Images(EngineOptions options, ILogger logger)
{
    readonly Lock gate = new();
    readonly Dictionary<string, Loan> loans = [];

    /// <summary>One file, whoever uses it. Its own lock is held over system calls, which may hang with its server.</summary>
    sealed class Loan
    {
        public Lock Hands { get; } = new();
        public (uint Uid, uint Gid)? Owner { get; set; }
        public int Users { get; set; }
    }

    /// <summary>Finds out which of them QEMU's user cannot reach, and whose they are. Nothing is changed yet.</summary>
    /// <returns>What to write into the status, and then to <see cref="LendAsync"/>: <c>uid:gid:path</c> each.</returns>
    public async Task<ValueList<string>> ReserveAsync(PathLane paths, IEnumerable<(string Path, bool Write)> images, CancellationToken cancel)
    {
        if (options.QemuUser is not { } user || !options.DynamicOwnership) return [];
        List<string> reserved = [];
        foreach (var (path, write) in images.Distinct())
            if (await paths.RunAsync(path, () => Reserve(path, user, write), cancel) is { } owner) reserved.Add($"{owner.Uid}:{owner.Gid}:{path}");
        return [.. reserved];
    }

    (uint Uid, uint Gid)? Reserve(string path, Identity user, bool write)
    {
        var loan = Enter(path);
        lock (loan.Hands)
        {
            if (loan.Owner is not null) return loan.Owner;
            if (FileStatus.TryOf(path, follow: true) is { } status && !Reaches(status, user, write)) return loan.Owner = (status.User, status.Group);
        }
        Leave(path, loan);
        return null;
    }

    /// <summary>Makes what was reserved QEMU's.</summary>
    public async Task LendAsync(PathLane paths, ValueList<string> reserved, CancellationToken cancel)
    {
        if (options.QemuUser is not { } user) return;
        foreach (var (path, _, _) in reserved.Select(Parse))
            await paths.RunAsync(path, () => SetOwner(Of(path), path, user.Uid, user.Gid), cancel);
    }

    /// <summary>After a restart: what a running guest was lent.</summary>
    public void Adopt(ValueList<string> owned)
    {
        foreach (var (path, uid, gid) in owned.Select(Parse)) Enter(path).Owner ??= (uid, gid);
    }

    /// <summary>Gives back what no other guest uses. A file that cannot be given back is told in the log, with its owner.</summary>
    public async Task ReleaseAsync(PathLane paths, ValueList<string> owned)
    {
        foreach (var (path, uid, gid) in owned.Select(Parse))
        {
            try
            {
                await paths.RunAsync(path, () => Release(path, uid, gid), CancellationToken.None, late: true);
            }
            catch (Exception e) when (e is VirtException or LinuxException)
            {
                Log.ImageLeft(logger, path, uid, gid, e.Message);
            }
        }
    }

    bool Release(string path, uint uid, uint gid)
    {
        var loan = Of(path);
        lock (loan.Hands)
        {
            lock (gate) if (--loan.Users > 0) return false;
            try
            {
                return FileStatus.TryOf(path, follow: true) is not null && SetOwner(loan, path, uid, gid);
            }
            finally
            {
                // Whoever reserved it meanwhile still finds whose it is.
                lock (gate) if (loan.Users == 0) loans.Remove(path);
            }
        }
    }

    static bool SetOwner(Loan loan, string path, uint uid, uint gid)
    {
        lock (loan.Hands)
        {
            using var handle = Files.OpenPath(path, follow: true);
            Files.SetOwner(handle, uid, gid, path);
        }
        return true;
    }

    Loan Of(string path)
    {
        lock (gate) return loans.TryGetValue(path, out var loan) ? loan : loans[path] = new() { Users = 1 };
    }

    Loan Enter(string path)
    {
        lock (gate)
        {
            if (!loans.TryGetValue(path, out var loan)) loans[path] = loan = new();
            loan.Users++;
            return loan;
        }
    }

    void Leave(string path, Loan loan)
    {
        lock (gate) if (--loan.Users == 0) loans.Remove(path);
    }

    /// <summary>Every file of a device that QEMU opens by its path.</summary>
    /// <remarks>Source: libvirt's DAC driver, <c>security_dac.c</c>.</remarks>
    public static IEnumerable<(string Path, bool Write)> Of(Device device) => device switch
    {
        Disk { Type: DiskType.File or DiskType.Block, Source.Path: { } path } disk =>
            [(path, !disk.ReadOnly && disk.Kind is not DiskDevice.Cdrom), .. Below(disk.BackingStore).Select(image => (image, false))],
        // The node through which the kernel lets a program at a USB device; gone with it when it is pulled out.
        Hostdev { Type: HostdevType.Usb, Source: { UsbBus: { } bus, UsbDevice: { } number, Missing: not true } } =>
            [(string.Create(CultureInfo.InvariantCulture, $"/dev/bus/usb/{bus:d3}/{number:d3}"), true)],
        Input { EventDevice: { } node } => [(node, true)],
        MemoryDevice { Model: MemoryModel.Nvdimm or MemoryModel.VirtioPmem, Source.Path: { } file } module => [(file, !module.Target.ReadOnly)],
        Tpm { Backend: { Type: TpmBackendType.Passthrough } chip } => [(chip.DevicePath ?? "/dev/tpm0", true)],
        _ => [],
    };

    static IEnumerable<string> Below(BackingStore? image)
    {
        for (; image is not null; image = image.Below)
            if (image is { Type: DiskType.File or DiskType.Block, Source.Path: { } path }) yield return path;
    }

    public static IEnumerable<(string Path, bool Write)> Of(DomainDefinition definition) =>
    [
        .. definition.Devices.All.SelectMany(Of),
        .. new[] { definition.Os.Kernel, definition.Os.Initrd, definition.Os.Dtb }.OfType<string>().Select(path => (path, false)),
        .. definition.Os.Nvram?.Path is { } nvram ? new[] { (nvram, true) } : [],
    ];

    internal static bool Reaches(FileStatus status, Identity user, bool write)
    {
        var wanted = write ? 6u : 4u;
        var bits = status.User == user.Uid ? status.Mode >> 6 : status.Group == user.Gid || user.Groups.Contains(status.Group) ? status.Mode >> 3 : status.Mode;
        return (bits & wanted) == wanted;
    }

    /// <summary>Whether it is <c>uid:gid:path</c>, as <see cref="ReserveAsync"/> gives it.</summary>
    public static bool IsOwner(string? entry) => entry?.Split(':', 3) is [var uid, var gid, [_, ..]] && uint.TryParse(uid, CultureInfo.InvariantCulture, out _) && uint.TryParse(gid, CultureInfo.InvariantCulture, out _);

    static (string Path, uint Uid, uint Gid) Parse(string entry)
    {
        var parts = entry.Split(':', 3);
        return (parts[2], uint.Parse(parts[0], CultureInfo.InvariantCulture), uint.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
