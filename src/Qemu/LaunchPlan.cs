using System.Collections.Immutable;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>What was made ready on the host for one start or one plug, by the alias of the device it is for. Numbers are the descriptors' within QEMU.</summary>
/// <remarks>Who starts a guest fills it; the command line only reads it. Empty, it stands for 'nothing was prepared': what <c>domxml-to-native</c> shows.</remarks>
public sealed record LaunchPlan
{
    public static readonly LaunchPlan Empty = new();

    /// <summary>The guest's private folder; QEMU's working directory.</summary>
    public string Folder { get; init; } = "";

    /// <summary>How QEMU reaches its firmware's variables; null: by the path in the document.</summary>
    public string? Nvram { get; init; }

    /// <summary>The monitor's listening socket. Null: QEMU binds <c>monitor.sock</c> in the folder itself.</summary>
    public int? Monitor { get; init; }

    /// <summary>Taps of a card, one for each queue.</summary>
    public ImmutableDictionary<string, ValueList<int>> Taps { get; init; } = ImmutableDictionary<string, ValueList<int>>.Empty;

    /// <summary>/dev/vhost-net, opened once for each queue; a card that is not here is served by QEMU.</summary>
    public ImmutableDictionary<string, ValueList<int>> VhostNets { get; init; } = ImmutableDictionary<string, ValueList<int>>.Empty;

    /// <summary>Sockets and files of character devices: what is listed is passed instead of its path.</summary>
    public ImmutableDictionary<string, int> Chardevs { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Files of character devices, open for appending: <c>serial0-source</c>, <c>serial0-log</c>. QEMU knows them as <c>/dev/fdset/N</c>.</summary>
    public ImmutableDictionary<string, DescriptorSet> Sets { get; init; } = ImmutableDictionary<string, DescriptorSet>.Empty;

    /// <summary>The guest runs: descriptors are handed over by <c>getfd</c>, and known by name.</summary>
    public bool Running { get; init; }

    /// <summary>/dev/vhost-vsock, /dev/vhost-scsi.</summary>
    public ImmutableDictionary<string, int> Vhosts { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Files in memory, open, each with a secret's value, by the id of the object that reads it.</summary>
    public ImmutableDictionary<string, int> Secrets { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Paths that stand for others: sockets of swtpm and virtiofsd, named by what they serve.</summary>
    public ImmutableDictionary<string, string> Sockets { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>/dev/sgN of a SCSI host device.</summary>
    public ImmutableDictionary<string, string> ScsiGenerics { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Block devices that are drives with a tray.</summary>
    public ImmutableHashSet<string> OpticalDrives { get; init; } = [];

    /// <summary>Where memory that is a file lies.</summary>
    public string MemoryFolder { get; init; } = "";

    /// <summary>The guest's folder on the hugetlbfs of each page size.</summary>
    public ImmutableDictionary<Bytes, string> HugePageFolders { get; init; } = ImmutableDictionary<Bytes, string>.Empty;

    /// <summary>The moment of the start: a clock that is off by so many seconds is told the time.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>A save image or a migration to come in: <c>-incoming</c>'s word.</summary>
    public string? Incoming { get; init; }
}

/// <summary>A descriptor within one of QEMU's numbered sets.</summary>
public readonly record struct DescriptorSet(int Set, int Descriptor)
{
    public string Path => $"/dev/fdset/{Set}";
}
