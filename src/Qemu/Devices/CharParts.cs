using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>Serial and parallel ports, consoles, channels: a chardev each, and the device in front of it.</summary>
static class CharParts
{
    extension(Serial serial)
    {
        public IEnumerable<Part> Parts(Machine machine)
        {
            yield return serial.Backend.FarEnd(machine, serial.Alias!);
            if (serial.IsOnBoard || machine.IsArm && serial.TargetModel is null) yield break;
            var device = Part.Device(serial.TargetModel switch
            {
                SerialTargetModel.UsbSerial => "usb-serial",
                SerialTargetModel.PciSerial => "pci-serial",
                SerialTargetModel.IsaDebugcon => "isa-debugcon",
                null or SerialTargetModel.IsaSerial => "isa-serial",
                { } model => throw Machine.Unsupported($"serial device model '{model.Word()}' is not supported"),
            })
                .With("chardev", $"char{serial.Alias}")
                .Named(serial.Alias)
                .With("index", serial.TargetModel is null or SerialTargetModel.IsaSerial ? serial.Port : null);
            yield return device.And(machine.Place(serial));
        }

        /// <summary>The board has the port and takes its chardev by <c>-serial</c>.</summary>
        public bool IsOnBoard => serial.TargetType is SerialTargetType.SystemSerial || serial.TargetModel is SerialTargetModel.Pl011 or SerialTargetModel.Ns16550a;
    }

    extension(Aerostat.Model.Parallel parallel)
    {
        public IEnumerable<Part> Parts(Machine machine) =>
        [
            parallel.Backend.FarEnd(machine, parallel.Alias!),
            Part.Device("isa-parallel").With("chardev", $"char{parallel.Alias}").Named(parallel.Alias),
        ];
    }

    extension(ConsoleDevice console)
    {
        /// <summary>A console that is the first serial port by another name has no parts of its own.</summary>
        public IEnumerable<Part> Parts(Machine machine) => console.TargetType is not ConsoleTargetType.Virtio ? [] :
        [
            console.Backend.FarEnd(machine, console.Alias!),
            Part.Device("virtconsole").And(Port(machine, console)).With("chardev", $"char{console.Alias}").Named(console.Alias),
        ];
    }

    extension(Channel channel)
    {
        public IEnumerable<Part> Parts(Machine machine)
        {
            yield return channel.Reachable(machine.Plan).FarEnd(machine, channel.Alias!);
            yield return channel.TargetType is ChannelTargetType.Guestfwd
                ? Part.Netdev("user")
                    .With("guestfwd", [Props.Empty.With("str", $"tcp:{channel.TargetAddress}:{channel.Port}-chardev:char{channel.Alias}")])
                    .Named(channel.Alias)
                : Part.Device("virtserialport").And(Port(machine, channel)).With("chardev", $"char{channel.Alias}").Named(channel.Alias)
                    // The agent of SPICE looks for its port by this name.
                    .With("name", channel.TargetName ?? (channel.Backend.Type is CharType.Spicevmc or CharType.QemuVdagent ? "com.redhat.spice.0" : null));
        }
    }

    extension(Channel channel)
    {
        string PortName => channel.Address is VirtioSerialAddress port ? $"vioser-{port.Controller:d2}-{port.Bus:d2}-{port.Port:d2}.sock" : $"{channel.Alias}.sock";

        /// <summary>A socket without a path lies in the guest's own folder, and QEMU listens on it.</summary>
        CharBackend Reachable(LaunchPlan plan) => channel.Backend is { Type: CharType.Unix, Path: null } backend
            ? backend with { Path = plan.Sockets.GetValueOrDefault(channel.Alias!) ?? $"{plan.Folder}/{channel.TargetName ?? channel.PortName}", Mode = SocketEnd.Bind }
            : channel.Backend;
    }

    static Props Port(Machine machine, Device device) => device.Address is VirtioSerialAddress address
        ? Props.Empty
            .With("bus", $"{machine.ControllerName(ControllerType.VirtioSerial, address.Controller)}.{address.Bus}")
            .With("nr", address.Port)
        : Props.Empty;

    extension(CharBackend backend)
    {
        /// <summary>The far end of the device of this alias.</summary>
        public Part FarEnd(Machine machine, string alias)
        {
            var plan = machine.Plan;
            List<PassedSet> sets = [];
            ValueList<PassedDescriptor> passed = plan.Chardevs.TryGetValue(alias, out var descriptor)
                ? [new(plan.Running ? $"chardev-{alias}" : $"{descriptor}", descriptor)] : [];
            var chardev = backend.Chardev(machine, alias, passed, sets);
            if (backend.LogFile is { } log)
                chardev = chardev with { LogFile = Set(plan, $"{alias}-log", sets) ?? log, LogAppend = backend.LogAppend ?? true };
            return Part.OfChardev(chardev) with { Sets = sets.ToValueList(), Descriptors = passed };
        }

        Chardev Chardev(Machine machine, string alias, ValueList<PassedDescriptor> passed, List<PassedSet> sets)
        {
            var (id, plan) = ($"char{alias}", machine.Plan);
            return backend.Type switch
            {
                CharType.Null => new PlainChardev(id, "null"),
                CharType.Vc => new PlainChardev(id, "vc"),
                CharType.Pty => new PlainChardev(id, "pty"),
                CharType.Stdio => new PlainChardev(id, "stdio"),
                CharType.Dev => new HostChardev(id, backend.Path?.StartsWith("/dev/parport", StringComparison.Ordinal) is true ? "parallel" : "serial", backend.Path!),
                CharType.Pipe => new HostChardev(id, "pipe", backend.Path!),
                CharType.File => new FileChardev(id, Set(plan, $"{alias}-source", sets) ?? backend.Path!, sets.Count > 0 ? true : backend.Append),
                CharType.Unix => new UnixChardev(id, backend.Path)
                {
                    Descriptor = passed is [var only] ? only.Name : null,
                    Server = backend.Mode is SocketEnd.Bind,
                    Reconnect = machine.Retry(backend.Retry),
                },
                CharType.Tcp => new TcpChardev(id, backend.Host ?? "", backend.Service ?? "")
                {
                    Server = backend.Mode is SocketEnd.Bind,
                    Telnet = backend.Protocol is CharProtocol.Telnet,
                    Reconnect = machine.Retry(backend.Retry),
                    TlsCredentials = backend.Tls is true ? $"obj{id}_tls0" : null,
                },
                CharType.Udp => new UdpChardev(id, backend.Host ?? "", backend.Service ?? "") { LocalHost = backend.BindHost, LocalPort = backend.BindService },
                CharType.Spicevmc => new SpiceVmcChardev(id, alias.StartsWith("redir", StringComparison.Ordinal) ? "usbredir" : alias.StartsWith("smartcard", StringComparison.Ordinal) ? "smartcard" : "vdagent"),
                CharType.Spiceport => new SpicePortChardev(id, backend.Channel ?? ""),
                CharType.Dbus => new DbusChardev(id, backend.Channel ?? ""),
                CharType.QemuVdagent => new VdagentChardev(id, backend.Clipboard?.CopyPaste, backend.Mouse?.Mode is { } mouse ? mouse is MouseMode.Client : null),
                _ => throw Machine.Unsupported($"unsupported chardev '{backend.Type.Word()}'"),
            };
        }

        uint? Retry => backend.Reconnect switch { { Enabled: true } reconnect => reconnect.Timeout, { Enabled: false } => 0, _ => null };
    }

    static string? Set(LaunchPlan plan, string key, List<PassedSet> sets)
    {
        if (!plan.Sets.TryGetValue(key, out var set)) return null;
        sets.Add(new(set.Set, set.Descriptor, key));
        return set.Path;
    }
}
