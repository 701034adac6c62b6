using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>The pseudo terminals behind a guest's serial ports and consoles, and whether the guest listens at its channels.</summary>
static class Terminals
{
    /// <summary>Puts in the paths that QEMU chose, and the state of each virtio port.</summary>
    public static DomainDefinition Fill(DomainDefinition definition, IReadOnlyList<ChardevInfo> chardevs)
    {
        var paths = chardevs.Where(c => c.FileName.StartsWith("pty:", StringComparison.Ordinal))
            .ToDictionary(c => c.Label, c => c.FileName["pty:".Length..]);
        var open = chardevs.ToDictionary(c => c.Label, c => c.FrontendOpen);
        var devices = definition.Devices;
        var serials = devices.Serials.Map(Filled);
        return definition with
        {
            Devices = devices with
            {
                Serials = serials,
                Parallels = devices.Parallels.Map(Filled),
                Channels = devices.Channels.Map(channel => Filled(channel) is var filled && channel.TargetType is ChannelTargetType.Virtio && open.TryGetValue($"char{channel.Alias}", out var connected)
                    ? filled with { State = connected ? ChannelState.Connected : ChannelState.Disconnected }
                    : filled),
                // The first console is the first serial port under its other name.
                Consoles = devices.Consoles.Map(console => console.TargetType is null or ConsoleTargetType.None or ConsoleTargetType.Serial && !serials.IsEmpty
                    ? console with { Backend = serials[0].Backend, Alias = serials[0].Alias }
                    : Filled(console)),
            },
        };

        T Filled<T>(T device) where T : CharDevice =>
            device.Backend.Type is CharType.Pty && paths.TryGetValue($"char{device.Alias}", out var path)
                ? (T)(device with { Backend = device.Backend with { Path = path } })
                : device;
    }

    /// <summary>The terminal that a client means.</summary>
    /// <param name="device">An alias; null: the first console, else the first serial or parallel port.</param>
    public static (string Alias, string Path) Find(DomainDefinition definition, string? device)
    {
        var devices = definition.Devices;
        CharDevice[] all = [.. devices.Consoles, .. devices.Serials, .. devices.Parallels, .. device is null ? [] : devices.Channels];
        var found = device is null ? all.FirstOrDefault() : Array.Find(all, d => d.Alias == device);
        if (found is null) throw Errors.Internal(device is null ? "cannot find character device <null>" : $"cannot find character device {device}");
        if (found.Backend is not { Type: CharType.Pty, Path: { } path }) throw Errors.Internal($"character device {found.Alias} is not using a PTY");
        return (found.Alias ?? "", path);
    }
}
