using System.Globalization;
using System.Text.RegularExpressions;
using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>
/// What a bridge sends to its guests, shared: the whole is class 1:1, and within it 1:2 is for all, and each from 1:3 on for one card, to which its rate is certain.
/// What one does not use is the others'.
/// </summary>
/// <remarks>Source: <c>tc-htb(8)</c>, <c>tc-u32(8)</c>; libvirt's <c>virnetdevbandwidth.c</c>, whose classes and filters these are. A card is known by its address, and by IPv4 alone.</remarks>
public static partial class SharedTraffic
{
    /// <summary>The class of all cards that have no share of their own.</summary>
    public const uint Others = 2;

    /// <summary>The whole, and all within it.</summary>
    public static IReadOnlyList<string> Receives(string bridge, TapRate rate) =>
    [
        $"qdisc add dev {bridge} root handle 1: htb default 2",
        $"class add dev {bridge} parent 1: classid 1:1 htb rate {rate.Average}kbps ceil {rate.Peak ?? rate.Average}kbps quantum {TrafficControl.Quantum(rate.Average)}",
        $"class add dev {bridge} parent 1:1 classid 1:2 htb rate {rate.Average}kbps{(rate.Peak is { } peak ? $" ceil {peak}kbps" : "")}{(rate.Burst is { } burst ? $" burst {burst}kb" : "")} quantum {TrafficControl.Quantum(rate.Average)}",
    ];

    /// <param name="id">Of the class: 3 and up.</param>
    /// <param name="share">Its peak is the whole's.</param>
    /// <param name="average">Of the card's own limit: how much it may send before others have their turn.</param>
    public static IReadOnlyList<string> Share(string bridge, uint id, MacAddress mac, TapRate share, ulong average) =>
    [
        $"class add dev {bridge} parent 1:1 classid {Class(id)} htb rate {share.Average}kbps ceil {share.Peak ?? share.Average}kbps quantum {TrafficControl.Quantum(average)}",
        string.Create(CultureInfo.InvariantCulture, $"filter add dev {bridge} protocol ip prio 2 handle {Filter(id)} u32 match u16 0x0800 0xffff at -2 match u32 0x{mac.Value & 0xffff_ffff:x8} 0xffffffff at -12 match u16 0x{mac.Value >> 32:x4} 0xffff at -14 flowid {Class(id)}"),
    ];

    /// <exception cref="LinuxException">The bridge has no such whole, or the kernel lacks what it asks for; then something may be left, see <see cref="RemoveAsync"/>.</exception>
    public static async Task AddAsync(string bridge, uint id, MacAddress mac, TapRate share, ulong average, CancellationToken cancel)
    {
        await TrafficControl.DemandAsync(Share(NetworkInterface.Checked(bridge), id, mac, share, average), cancel);
        // Streams share what there is, where the kernel has that.
        await TrafficControl.RunAsync([string.Create(CultureInfo.InvariantCulture, $"qdisc add dev {bridge} parent {Class(id)} handle {id:x}: sfq perturb 10")], force: true, cancel);
    }

    /// <exception cref="LinuxException">There is no such class.</exception>
    public static Task ChangeAsync(string bridge, uint id, TapRate share, ulong average, CancellationToken cancel) =>
        TrafficControl.DemandAsync([$"class change dev {NetworkInterface.Checked(bridge)} classid {Class(id)} htb rate {share.Average}kbps ceil {share.Peak ?? share.Average}kbps quantum {TrafficControl.Quantum(average)}"], cancel);

    /// <summary>As much of it as there is.</summary>
    public static Task RemoveAsync(string bridge, uint id, CancellationToken cancel) => TrafficControl.RunAsync(
    [
        $"filter del dev {NetworkInterface.Checked(bridge)} prio 2 handle {Filter(id)} u32",
        $"class del dev {bridge} classid {Class(id)}",
    ], force: true, cancel);

    /// <summary>Cards' classes that there are, by their numbers.</summary>
    public static async Task<IReadOnlySet<uint>> ListAsync(string bridge, CancellationToken cancel) =>
        ClassLine().Matches((await Tool.RunAsync("tc", ["class", "show", "dev", NetworkInterface.Checked(bridge)], cancel)).Output)
            .Select(line => uint.Parse(line.Groups[1].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).Where(id => id > Others).ToHashSet();

    static string Class(uint id) => string.Create(CultureInfo.InvariantCulture, $"1:{id:x}");

    /// <summary>Digits of ten that the kernel reads as sixteen, as libvirt has it, as far as they go: its numbers end at fff.</summary>
    static string Filter(uint id) => id < 200 ? string.Create(CultureInfo.InvariantCulture, $"800::{800 + id}") : string.Create(CultureInfo.InvariantCulture, $"800::{0x999 + id - 199:x}");

    [GeneratedRegex(@"^class htb 1:([0-9a-f]+) ", RegexOptions.Multiline)]
    private static partial Regex ClassLine();
}
