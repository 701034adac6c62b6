using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Aerostat.Engine.Piloting;

/// <summary>What the memory pilot may do with a guest.</summary>
public enum PilotMode
{
    /// <summary>Nothing: it has its <c>currentMemory</c>.</summary>
    Off,

    /// <summary>It decides and tells, and moves nothing.</summary>
    Observe,
    On,
}

/// <summary>What an administrator wants of the pilot for one guest; null: as the daemon's configuration says.</summary>
/// <param name="Shares">Its weight in a shortage, 1 to 10000.</param>
/// <remarks>Kept in the domain's <c>&lt;metadata&gt;</c>, where any libvirt client may change it while the guest runs.</remarks>
public sealed record MemoryPolicy(PilotMode? Mode = null, Bytes? Floor = null, Bytes? Ceiling = null, int? Shares = null)
{
    static readonly System.Buffers.SearchValues<char> Digits = System.Buffers.SearchValues.Create("0123456789.");

    static readonly Bytes Least = Bytes.Mib(1);

    public const string Namespace = "urn:aerostat:autopilot:1";

    /// <summary>Reads <c>&lt;autopilot&gt;&lt;memory mode= floor= ceiling= shares=/&gt;&lt;/autopilot&gt;</c>.</summary>
    /// <param name="problem">What is wrong, and where; then all of it is void.</param>
    public static MemoryPolicy? Read(string xml, out string? problem)
    {
        problem = null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var root = XElement.Load(reader);
            if (root.Name.LocalName != "autopilot") throw new FormatException($"<{root.Name.LocalName}> is not <autopilot>");
            if (root.Elements().Where(e => e.Name.LocalName == "memory").ToList() is not [var memory, .. var more]) return new();
            if (more.Count > 0) throw new FormatException("<memory> stands there twice");
            foreach (var unknown in memory.Attributes().Where(a => !a.IsNamespaceDeclaration && a.Name.LocalName is not ("mode" or "floor" or "ceiling" or "shares")))
                throw new FormatException($"memory has no attribute '{unknown.Name.LocalName}': mode, floor, ceiling and shares are known");
            MemoryPolicy read = new(
                memory.Attribute("mode") is { } mode ? ModeOf(mode.Value) ?? throw new FormatException($"mode='{mode.Value}': off, observe or on") : null,
                SizeAt(memory, "floor"), SizeAt(memory, "ceiling"),
                memory.Attribute("shares") is { } shares
                    ? int.TryParse(shares.Value, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 10000 ? number : throw new FormatException($"shares='{shares.Value}': a number from 1 to 10000")
                    : null);
            if (read is { Floor: { } floor, Ceiling: { } ceiling } && floor > ceiling)
                throw new FormatException($"floor='{memory.Attribute("floor")!.Value}' is above ceiling='{memory.Attribute("ceiling")!.Value}'");
            if (read.Ceiling < Least) throw new FormatException($"ceiling='{memory.Attribute("ceiling")!.Value}' is less than any guest can have: give it with a unit, as '1 GiB'");
            return read;
        }
        catch (Exception e) when (e is FormatException or XmlException)
        {
            problem = e.Message;
            return null;
        }
    }

    public static PilotMode? ModeOf(string word) => word switch { "off" => PilotMode.Off, "observe" => PilotMode.Observe, "on" => PilotMode.On, _ => null };

    public static string WordOf(PilotMode mode) => mode switch { PilotMode.On => "on", PilotMode.Observe => "observe", _ => "off" };

    /// <summary>A size as people write it: <c>1 GiB</c>, <c>512M</c>, bytes without a unit.</summary>
    public static Bytes? SizeOf(string text)
    {
        var digits = text.AsSpan().Trim();
        var end = digits.IndexOfAnyExcept(Digits);
        var unit = end < 0 ? "" : digits[end..].Trim().ToString();
        if (!double.TryParse(end < 0 ? digits : digits[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
        if ((unit.Length == 0 ? 1 : Bytes.Unit(unit)) is not { } factor) return null;
        return number * factor is >= 0 and < (1L << 60) and var bytes ? new((ulong)bytes) : null;
    }

    static Bytes? SizeAt(XElement memory, string name) => memory.Attribute(name) is { } size
        ? SizeOf(size.Value) ?? throw new FormatException($"{name}='{size.Value}': a size as '1 GiB'") : null;
}

/// <summary>What the daemon's configuration says of the memory pilot.</summary>
public sealed record PilotSettings
{
    public PilotMode Mode { get; init; } = PilotMode.Observe;

    /// <summary>Null: a quarter of the guest's memory.</summary>
    public Bytes? Floor { get; init; }

    public int Shares { get; init; } = 1000;

    /// <summary>How often it looks.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What the host keeps for itself; null: 3 % of it, and 256 MiB at least.</summary>
    public Bytes? HostReserve { get; init; }

    /// <summary>What all guests together may hold; null: all but the reserve.</summary>
    public Bytes? Budget { get; init; }

    /// <summary>The line of the configuration that was wrong at the last reading, and why; null: none.</summary>
    public string? Problem { get; init; }
}
