using Aerostat.Daemon.Configuring;
using Aerostat.Linux;

namespace Aerostat.Daemon.Service;

/// <summary>The sockets through which clients come in: those that systemd has held for us, and those that we make.</summary>
static class Doors
{
    /// <summary>What libvirt's clients look for: one daemon for all, or one for QEMU alone.</summary>
    static readonly string[] Ours = ["libvirt-sock", "libvirt-sock-ro"], Libvirts = [.. Ours, "virtqemud-sock", "virtqemud-sock-ro"];

    /// <summary>Before anything is made: whether the sockets of a run folder can have their paths at all.</summary>
    /// <exception cref="LinuxException"><c>ENAMETOOLONG</c>, by how much.</exception>
    public static void Check(string folder)
    {
        foreach (var name in Ours) UnixPath.Checked(Path.Combine(folder, name));
    }

    /// <summary>Opens every door, or none.</summary>
    /// <param name="folder">Where our own two sockets stand.</param>
    /// <param name="libvirt">libvirtd's folder, where its sockets are to be ours too; else null.</param>
    /// <param name="running">Who may come in.</param>
    /// <param name="forReaders">Others may come in to look; a user's own session is nobody else's to look at.</param>
    /// <exception cref="DoorTakenException">Another daemon listens on a socket of libvirt's.</exception>
    public static IReadOnlyList<(UnixListener Listener, bool ReadOnly)> Open(string folder, string? libvirt, Configuration running, bool forReaders)
    {
        string[] others = libvirt is null ? [] : [.. Libvirts.Select(name => Path.Combine(libvirt, name))];
        List<(UnixListener Listener, bool ReadOnly)> open = [.. PassedSockets.Take().Select(passed => (passed.Listener, IsReadOnly(passed.Listener.Path ?? passed.Name)))];
        try
        {
            var passed = open.Select(door => door.Listener.Path).ToHashSet();
            foreach (var path in others) if (!passed.Contains(path)) RefuseIfTaken(path);
            if (libvirt is not null) Directory.CreateDirectory(libvirt);
            var group = running.UnixSockGroup is { } name ? Accounts.TryGroup(name) : null;
            foreach (var path in Ours.Select(name => Path.Combine(folder, name)).Concat(others))
            {
                if (passed.Contains(path)) continue;
                var readOnly = IsReadOnly(path);
                if (readOnly && !forReaders) continue;
                open.Add((UnixListener.Listen(UnixPath.Checked(path), readOnly ? running.UnixSockRoPerms : running.UnixSockRwPerms, group), readOnly));
            }
            return open;
        }
        catch
        {
            foreach (var (listener, _) in open) listener.Dispose();
            throw;
        }
    }

    /// <summary>Where libvirt's daemons listen.</summary>
    /// <remarks>Source: libvirt's <c>remote_sockets.c</c>: /run/libvirt, or a user's $XDG_RUNTIME_DIR/libvirt.</remarks>
    public static string LibvirtFolder(bool system) => system ? "/run/libvirt"
        : Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } run ? Path.Combine(run, "libvirt")
        : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".cache/libvirt");

    static bool IsReadOnly(string name) => name.EndsWith("-ro", StringComparison.Ordinal) || name.EndsWith("-ro.socket", StringComparison.Ordinal);

    static void RefuseIfTaken(string path)
    {
        if (UnixListener.WhoListens(path) is not { } holder) return;
        var name = ProcFile.TryReadLine($"/proc/{holder.Pid}/comm");
        var socket = Path.GetFileName(path);
        throw new DoorTakenException(name == "systemd"
            ? $"systemd listens on {path} for libvirt: systemctl disable --now {(socket.StartsWith("virtqemud", StringComparison.Ordinal) ? "virtqemud" : "libvirtd")}.socket first, or run without --libvirt-sockets"
            : $"{name ?? "another daemon"}, process {holder.Pid}, listens on {path}: stop it first, or run without --libvirt-sockets");
    }
}

/// <summary>A socket that was to be ours has another daemon behind it; the message says which.</summary>
sealed class DoorTakenException(string message) : IOException(message);
