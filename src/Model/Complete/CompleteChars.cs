namespace Aerostat.Model;

/// <summary>What kind of port a serial line is.</summary>
static class CompleteChars
{
    public static CharDevice Of(CharDevice device, MachineFamily machine) => device switch
    {
        Serial serial => Of(serial, machine),
        Channel { TargetType: ChannelTargetType.Virtio, Backend: { Type: CharType.Unix, Path: { } path } } channel when IsGenerated(path, channel.TargetName) =>
            channel with { Backend = channel.Backend with { Path = null, Mode = null } },
        ConsoleDevice console => console with { TargetType = console.TargetType ?? ConsoleTargetType.Serial },
        _ => device,
    };

    /// <summary>A path that was made at a start, by us or by libvirt, is made anew at the next.</summary>
    static bool IsGenerated(string path, string? name)
    {
        var slash = path.LastIndexOf('/');
        if (name is null || slash < 0) return false;
        var (folder, file) = (path[..slash], path[(slash + 1)..]);
        // libvirt's own rule, which does not look what lies before.
        var generated = folder.EndsWith("/channel/target", StringComparison.Ordinal) || folder[(folder.LastIndexOf('/') + 1)..].StartsWith("domain-", StringComparison.Ordinal);
        return generated && (file == name || file.EndsWith("." + name, StringComparison.Ordinal));
    }

    static Serial Of(Serial serial, MachineFamily machine)
    {
        // Old documents say isa-serial on every machine.
        var given = machine.IsArm && serial is { TargetType: SerialTargetType.IsaSerial, TargetModel: null } ? null : serial.TargetType;
        var type = given ?? serial.Address switch
        {
            UsbAddress => SerialTargetType.UsbSerial,
            PciAddress => SerialTargetType.PciSerial,
            SpaprVioAddress => SerialTargetType.SpaprVioSerial,
            _ => machine.IsX86 ? SerialTargetType.IsaSerial : machine.IsVirt ? SerialTargetType.SystemSerial : (SerialTargetType?)null,
        };
        return serial with { TargetType = type, TargetModel = serial.TargetModel ?? Model(type, machine) };
    }

    static SerialTargetModel? Model(SerialTargetType? type, MachineFamily machine) => type switch
    {
        SerialTargetType.IsaSerial => SerialTargetModel.IsaSerial,
        SerialTargetType.UsbSerial => SerialTargetModel.UsbSerial,
        SerialTargetType.PciSerial => SerialTargetModel.PciSerial,
        SerialTargetType.SpaprVioSerial => SerialTargetModel.SpaprVty,
        SerialTargetType.SystemSerial when machine.IsVirt => SerialTargetModel.Pl011,
        SerialTargetType.IsaDebug => SerialTargetModel.IsaDebugcon,
        _ => null,
    };
}
