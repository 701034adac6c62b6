using Aerostat.Engine.Statistics;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>One limit of a disk's, as clients name it. Bytes and operations a second; lengths in seconds.</summary>
/// <param name="Family">Limits that are set together: who sets one of a family and not the others lifts those.</param>
/// <remarks>Source: <c>VIR_DOMAIN_BLOCK_IOTUNE_*</c>, in libvirt's order.</remarks>
sealed record IoTuneField(string Name, string Family, Func<IoTune, ulong?> Of, Func<IoTune, ulong?, IoTune> With)
{
    public const string Group = "group_name";

    /// <summary>More than QEMU takes.</summary>
    public const ulong Most = 1_000_000_000_000_000;

    public static readonly IReadOnlyList<IoTuneField> Rates =
    [
        new("total_bytes_sec", "bytes", t => t.TotalBytes, (t, v) => t with { TotalBytes = v }),
        new("read_bytes_sec", "bytes", t => t.ReadBytes, (t, v) => t with { ReadBytes = v }),
        new("write_bytes_sec", "bytes", t => t.WriteBytes, (t, v) => t with { WriteBytes = v }),
        new("total_iops_sec", "iops", t => t.TotalIops, (t, v) => t with { TotalIops = v }),
        new("read_iops_sec", "iops", t => t.ReadIops, (t, v) => t with { ReadIops = v }),
        new("write_iops_sec", "iops", t => t.WriteIops, (t, v) => t with { WriteIops = v }),
        new("total_bytes_sec_max", "bytes_max", t => t.TotalBytesMax, (t, v) => t with { TotalBytesMax = v }),
        new("read_bytes_sec_max", "bytes_max", t => t.ReadBytesMax, (t, v) => t with { ReadBytesMax = v }),
        new("write_bytes_sec_max", "bytes_max", t => t.WriteBytesMax, (t, v) => t with { WriteBytesMax = v }),
        new("total_iops_sec_max", "iops_max", t => t.TotalIopsMax, (t, v) => t with { TotalIopsMax = v }),
        new("read_iops_sec_max", "iops_max", t => t.ReadIopsMax, (t, v) => t with { ReadIopsMax = v }),
        new("write_iops_sec_max", "iops_max", t => t.WriteIopsMax, (t, v) => t with { WriteIopsMax = v }),
        new("size_iops_sec", "size", t => t.SizeIops, (t, v) => t with { SizeIops = v }),
    ];

    /// <summary>How long a burst may last: each a family of its own.</summary>
    public static readonly IReadOnlyList<IoTuneField> Lengths =
    [
        Length("total_bytes_sec", t => t.TotalBytesMaxLength, (t, v) => t with { TotalBytesMaxLength = v }),
        Length("read_bytes_sec", t => t.ReadBytesMaxLength, (t, v) => t with { ReadBytesMaxLength = v }),
        Length("write_bytes_sec", t => t.WriteBytesMaxLength, (t, v) => t with { WriteBytesMaxLength = v }),
        Length("total_iops_sec", t => t.TotalIopsMaxLength, (t, v) => t with { TotalIopsMaxLength = v }),
        Length("read_iops_sec", t => t.ReadIopsMaxLength, (t, v) => t with { ReadIopsMaxLength = v }),
        Length("write_iops_sec", t => t.WriteIopsMaxLength, (t, v) => t with { WriteIopsMaxLength = v }),
    ];

    public static IEnumerable<IoTuneField> All => Rates.Concat(Lengths);

    static IoTuneField Length(string rate, Func<IoTune, ulong?> of, Func<IoTune, ulong?, IoTune> with) => new($"{rate}_max_length", rate, of, with);

    static IoTuneField Named(string name) => All.First(field => field.Name == name);

    /// <summary>What was, changed by what is asked for.</summary>
    /// <exception cref="VirtException">Two that contradict each other, a burst below its rate, or more than QEMU takes.</exception>
    public static IoTune Merge(IoTune before, ValueList<Parameter> asked)
    {
        var given = asked.Where(parameter => parameter.Name != Group).ToDictionary(parameter => parameter.Name, parameter => unchecked((ulong)parameter.Bits));
        foreach (var (_, value) in given)
            if (value > Most) throw new VirtException(ErrorCode.ArgumentUnsupported, $"argument unsupported: block I/O throttle limit value must be no more than {Most}");
        foreach (var family in (string[])["bytes_sec", "iops_sec", "bytes_sec_max", "iops_sec_max"])
            if (Given($"total_{family}") && (Given($"read_{family}") || Given($"write_{family}")))
                throw Errors.Argument($"total and read/write of {family} cannot be set at the same time");

        var families = Rates.Where(field => given.ContainsKey(field.Name)).Select(field => field.Family).ToHashSet();
        var next = before with { Group = asked.Where(parameter => parameter.Name == Group) is [var group, ..] ? group.Text : before.Group };
        foreach (var field in Rates.Where(field => families.Contains(field.Family))) next = field.With(next, Kept(given.GetValueOrDefault(field.Name)));
        foreach (var field in Lengths.Where(field => given.ContainsKey(field.Name)))
        {
            // A length that is taken away falls back to QEMU's one second where there is a rate left, since QEMU refuses a zero there.
            var rate = Named(field.Family).Of(next) ?? Named($"{field.Family}_max").Of(next);
            next = field.With(next, Kept(given[field.Name]) ?? (field.Of(before) is > 0 && rate is > 0 ? 1ul : null));
        }
        Check(next, families);
        if (All.Any(field => field.Of(next) is > 0)) return next;
        return next.Group == before.Group || next.Group is null ? next with { Group = null }
            : throw Errors.ConfigUnsupported("creating a new group/updating existing with all tune parameters zero is not supported");

        bool Given(string name) => given.GetValueOrDefault(name) > 0;
    }

    static void Check(IoTune next, HashSet<string> families)
    {
        foreach (var most in Rates.Where(field => field.Name.EndsWith("_max", StringComparison.Ordinal)))
        {
            var rate = Named(most.Name[..^"_max".Length]);
            if (most.Of(next) is not { } burst) continue;
            if (rate.Of(next) is not { } steady)
                throw Errors.ConfigUnsupported(families.Contains(rate.Family) ? $"cannot reset '{rate.Name}' when '{most.Name}' is set" : $"value '{most.Name}' cannot be set if '{rate.Name}' is not set");
            if (burst < steady) throw Errors.ConfigUnsupported($"value '{most.Name}' cannot be smaller than '{rate.Name}'");
        }
    }

    static ulong? Kept(ulong value) => value == 0 ? null : value;
}
