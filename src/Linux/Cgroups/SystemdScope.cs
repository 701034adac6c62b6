using System.Globalization;
using System.Text;

namespace Aerostat.Linux;

/// <summary>Where systemd rules the control groups, a group of ours is a scope that it makes and then leaves to us.</summary>
/// <remarks>
/// Source: <c>org.freedesktop.systemd1</c>, StartTransientUnit; asked through systemd's own busctl(1). A scope is not of the daemon's unit,
/// so a restart of that ends no guest.
/// </remarks>
public static class SystemdScope
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <remarks>Source: <c>sd_booted(3)</c>.</remarks>
    public static bool IsThere => Directory.Exists("/run/systemd/system");

    /// <summary>Where systemd is asked; a host without dbus has none.</summary>
    public const string Bus = "/run/dbus/system_bus_socket";

    /// <summary>As machined names a guest's scope: hyphens within parts are escaped.</summary>
    /// <remarks>Source: <c>systemd.unit(5)</c>, string escaping.</remarks>
    public static string NameOf(int id, string domain) => $"machine-{Escape(string.Create(CultureInfo.InvariantCulture, $"qemu-{id}-{domain}"))}.scope";

    /// <summary>The slice of a partition, such as <c>/machine/fast</c>.</summary>
    /// <remarks>Source: <c>systemd.slice(5)</c>: a slice is named after all that it lies in, with hyphens between.</remarks>
    public static string SliceOf(string partition) =>
        string.Join('-', partition.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => Escape(part.EndsWith(".slice", StringComparison.Ordinal) ? part[..^".slice".Length] : part))) + ".slice";

    /// <summary>Puts a process into a scope of its own.</summary>
    /// <returns>When systemd has moved it.</returns>
    /// <exception cref="LinuxException">systemd refuses, or is not heard of in time.</exception>
    public static async Task MakeAsync(string name, string slice, int pid, string description, TimeProvider time, CancellationToken cancel)
    {
        var said = await Tool.RunAsync("busctl",
        [
            "--system", "call", "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "StartTransientUnit", "ssa(sv)a(sa(sv))",
            name, "fail", "6",
            "PIDs", "au", "1", pid.ToString(CultureInfo.InvariantCulture),
            "Slice", "s", slice,
            "Description", "s", description,
            "Delegate", "b", "true",
            // At the host's end it is stopped after what asks guests to end; else systemd would end QEMU at once.
            "Before", "as", "1", "aerostat-guests.service",
            "CollectMode", "s", "inactive-or-failed",
            "0",
        ], cancel);
        if (!said.Succeeded) throw new LinuxException($"systemd, StartTransientUnit({name}), {said.Errors.Trim()}", Errno.EIO);
        var until = time.GetTimestamp();
        while (!(ProcFile.TryRead($"/proc/{pid}/cgroup") ?? "").Contains(name, StringComparison.Ordinal))
        {
            if (time.GetElapsedTime(until) > Patience) throw new LinuxException($"systemd has not made {name}", Errno.EIO);
            await Task.Delay(TimeSpan.FromMilliseconds(2), time, cancel);
        }
    }

    /// <summary>Sets what a unit's group weighs beside others, such as <c>CPUWeight</c>. Written into the kernel's file it would hold only until systemd looks at the unit again.</summary>
    /// <remarks>Source: <c>org.freedesktop.systemd1</c>, SetUnitProperties; <c>systemd.resource-control(5)</c>. For as long as the unit lives.</remarks>
    /// <exception cref="LinuxException">systemd refuses.</exception>
    public static async Task WeighAsync(string unit, string property, ulong weight, CancellationToken cancel)
    {
        var said = await Tool.RunAsync("busctl",
        [
            "--system", "call", "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "SetUnitProperties", "sba(sv)",
            unit, "true", "1", property, "t", weight.ToString(CultureInfo.InvariantCulture),
        ], cancel);
        if (!said.Succeeded) throw new LinuxException($"systemd, SetUnitProperties({unit}, {property}), {said.Errors.Trim()}", Errno.EIO);
    }

    static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (var b in Encoding.UTF8.GetBytes(text))
            _ = char.IsAsciiLetterOrDigit((char)b) || (char)b is '_' or '.' or ':' && escaped.Length > 0
                ? escaped.Append((char)b) : escaped.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
        return escaped.ToString();
    }
}
