using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>Option: what QEMU takes at start alone (<c>-tpmdev</c>, <c>-fsdev</c>, <c>-serial</c>).</summary>
public enum PartKind { Object, Chardev, Netdev, Blockdev, Device, Option }

/// <summary>One thing that QEMU makes, at start by an option and later by a command, from the same JSON.</summary>
/// <remarks>
/// Since QEMU 6.2 <c>-object</c>, <c>-netdev</c>, <c>-blockdev</c> and <c>-device</c> take JSON; <c>-chardev</c> does not, and has a second
/// writer in <see cref="Chardev"/>.
/// </remarks>
public sealed record Part(PartKind Kind, Props Props)
{
    public static Part Object(string type, string id) => new(PartKind.Object, Props.Empty.With("qom-type", type).With("id", id));
    public static Part Netdev(string type) => new(PartKind.Netdev, Props.Empty.With("type", type));
    public static Part Blockdev(Props node) => new(PartKind.Blockdev, node);
    public static Part Device(string driver, string? id = null) => new(PartKind.Device, Props.Empty.With("driver", driver).With("id", id));
    /// <summary>A secret that QEMU reads from memory which it was handed: on no command line, and in no file that has a name.</summary>
    public static Part Secret(LaunchPlan plan, string id)
    {
        var part = Object("secret", id).With("format", "raw");
        return !plan.Secrets.TryGetValue(id, out var descriptor) ? part
            : plan.Running ? part with { File = descriptor } : part.With("file", $"/proc/self/fd/{descriptor}");
    }

    public static Part OfChardev(Chardev chardev) => new(PartKind.Chardev, chardev.Add) { Chardev = chardev };

    public static Part Option(string name, string argument) => new(PartKind.Option, Props.Empty.With(name, argument));

    /// <summary>Set where the part is a chardev: its words at start.</summary>
    public Chardev? Chardev { get; init; }

    /// <summary>Descriptors that the part names, and that a running QEMU must be handed before it is made.</summary>
    public ValueList<PassedDescriptor> Descriptors { get; init; }

    /// <summary>A file that a running QEMU is handed, and reads while it makes the part.</summary>
    public int? File { get; init; }

    /// <summary>A running QEMU gets descriptors for it.</summary>
    public bool IsHandedOver => File is not null || !Descriptors.IsEmpty;

    /// <summary>Files that the part names by their set.</summary>
    public ValueList<PassedSet> Sets { get; init; }

    /// <summary>The name by which it is unmade again.</summary>
    public string Id => Props.Text(Kind is PartKind.Blockdev ? "node-name" : "id") ?? "";

    public string? Driver => Props.Text("driver");

    public Part With(string name, string? value) => this with { Props = Props.With(name, value) };
    public Part With(string name, bool? value) => this with { Props = Props.With(name, value) };
    public Part With(string name, long? value) => this with { Props = Props.With(name, value) };
    public Part With(string name, ulong? value) => this with { Props = Props.With(name, value) };
    public Part With(string name, Props? value) => this with { Props = Props.With(name, value) };
    public Part With(string name, IEnumerable<Props>? values) => this with { Props = Props.With(name, values) };
    public Part With(string name, IEnumerable<string>? values) => this with { Props = Props.With(name, values) };
    public Part With(string name, IEnumerable<int>? values) => this with { Props = Props.With(name, values) };
    public Part OnOff(string name, bool? value) => this with { Props = Props.OnOff(name, value) };
    public Part And(Props? more) => this with { Props = Props.And(more) };
    public Part Named(string? id) => With("id", id);

    /// <summary>Two words of the command line, and two before them for each file that is passed.</summary>
    public IEnumerable<string> Argv() => Sets.SelectMany(set => set.Argv()).Concat(Words);

    IEnumerable<string> Words => Kind switch
    {
        PartKind.Object => ["-object", Props.ToString()],
        PartKind.Chardev => ["-chardev", Chardev!.Words],
        PartKind.Netdev => ["-netdev", Props.ToString()],
        PartKind.Blockdev => ["-blockdev", Props.ToString()],
        PartKind.Option => [.. Props.Names.SelectMany(name => new[] { name, Props.Text(name)! })],
        _ => ["-device", Props.ToString()],
    };
}

/// <summary>A file that QEMU gets open, in a set of its own.</summary>
public readonly record struct PassedSet(int Set, int Descriptor, string Opaque)
{
    public IEnumerable<string> Argv() => ["-add-fd", $"set={Set},fd={Descriptor},opaque={Opaque}"];
}

/// <summary>A descriptor that goes to a running QEMU under a name, by <c>getfd</c>.</summary>
public readonly record struct PassedDescriptor(string Name, int Descriptor);
