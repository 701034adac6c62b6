using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>The whole command line of a guest, in libvirt's order and spelling.</summary>
/// <remarks>The definition is complete: addresses, aliases and ports are in it. What was opened for it is in the plan.</remarks>
public static class CommandLine
{
    /// <summary>The definition as it is started: block nodes numbered, boot devices turned into an order, what others write too not cached.</summary>
    public static DomainDefinition Prepare(DomainDefinition domain) => BlockIndexes.Number(SharedDisks.Uncached(BootIndexes.Fill(domain)));

    /// <summary>The words after the emulator's path.</summary>
    /// <exception cref="Values.VirtException">The definition asks for what QEMU, or this one, does not have.</exception>
    public static IReadOnlyList<string> Build(DomainDefinition domain, EmulatorCapabilities capabilities, LaunchPlan plan)
    {
        domain = Prepare(domain);
        Machine machine = new(domain, capabilities, plan);
        List<string> words = [];
        words.AddRange(["-name", $"guest={domain.Name.Replace(",", ",,", StringComparison.Ordinal)},debug-threads=on"]);
        if (domain.QemuDeprecation?.Behavior is { } behavior) words.AddRange(["-compat", Deprecation(behavior)]);
        words.Add("-S");
        if (domain.Devices.Disks.Any(disk => disk.Source?.Reservations is { Managed: true }))
            words.AddRange(Part.Object("pr-manager-helper", "pr-helper0").With("path", $"{plan.Folder}/pr-helper0.sock").Argv());
        foreach (var part in FirmwareParts.Of(domain, plan)) words.AddRange(part.Argv());
        words.AddRange(MachineWords.Of(domain, machine));
        words.AddRange(CpuWords.Of(domain, machine));
        words.AddRange(FirmwareParts.Guards(domain));
        words.AddRange(MemoryWords.Of(domain, machine));
        words.AddRange(["-uuid", domain.Uuid.ToString()]);
        words.AddRange(SmbiosWords.Of(domain));
        if (domain.GenId?.Uuid is { } generation) words.AddRange(Part.Device("vmgenid").With("guid", generation.ToString()).Named("vmgenid0").Argv());
        if (domain.Devices.Graphics.IsEmpty) words.AddRange(["-display", "none"]);
        words.AddRange(["-no-user-config", "-nodefaults"]);
        words.AddRange(Part.OfChardev(Monitor(plan)).Argv());
        words.AddRange(["-mon", "chardev=charmonitor,id=monitor,mode=control"]);
        words.AddRange(ClockWords.Of(domain, machine));
        // A guest that powers off stays to be asked why; the engine ends it.
        words.Add("-no-shutdown");
        words.AddRange(BootWords.Of(domain, machine));
        words.AddRange(DeviceWords.Of(domain, machine));
        if (domain.QemuCommandLine is { } own) words.AddRange(own.Arguments.Select(argument => argument.Value));
        words.AddRange(["-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"]);
        foreach (var part in DeviceWords.Last(domain, machine)) words.AddRange(DeviceWords.Argv(domain, part));
        words.AddRange(["-msg", "timestamp=on"]);
        return words;
    }

    /// <summary>The parts by which a device is plugged into a guest that runs, and unplugged again.</summary>
    public static IReadOnlyList<Part> Parts(DomainDefinition domain, Device device, EmulatorCapabilities capabilities, LaunchPlan plan) =>
        [.. DeviceWords.Parts(domain, device, new Machine(domain, capabilities, plan with { Running = true })).Select(part => DeviceWords.Overridden(domain, part))];

    static UnixChardev Monitor(LaunchPlan plan) => new("charmonitor", $"{plan.Folder}/monitor.sock")
    {
        Descriptor = plan.Monitor?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Server = true,
    };

    static string Deprecation(string behavior) => Props.Empty
        .With("deprecated-output", behavior is "omit" or "reject" or "crash" ? "hide" : null)
        .With("deprecated-input", behavior switch { "reject" => "reject", "crash" => "crash", _ => null })
        .ToString();
}
