using System.Text;

namespace Aerostat.Linux;

/// <summary>How fast a guest's tap may go one way.</summary>
/// <param name="Average">KiB a second, as <c>tc</c> counts <c>kbps</c>; so is <paramref name="Peak"/>. At least 1.</param>
/// <param name="Peak">What it may go at while <paramref name="Burst"/> lasts.</param>
/// <param name="Burst">KiB.</param>
public readonly record struct TapRate(ulong Average, ulong? Peak = null, ulong? Burst = null);

/// <summary>The kernel's own queueing on a tap: what the guest gets is what the tap sends, and what it sends the tap receives.</summary>
/// <remarks>Source: <c>tc(8)</c>, <c>tc-htb(8)</c>, <c>tc-police(8)</c>. It goes with the tap.</remarks>
public static class TrafficControl
{
    /// <summary>What a class may send before another has its turn, in octets of its rate: of the size of a frame, HTB's own advice.</summary>
    const ulong Frame = 1500;

    internal static ulong Quantum(ulong average) => Math.Max(1, average * 1024 / 8 / Frame);

    /// <summary>The guest receives so much and no more.</summary>
    public static IReadOnlyList<string> Receives(string tap, TapRate rate) =>
    [
        $"qdisc add dev {tap} root handle 1: htb default 1",
        $"class add dev {tap} parent 1: classid 1:1 htb rate {rate.Average}kbps{(rate.Peak is { } peak ? $" ceil {peak}kbps" : "")}{(rate.Burst is { } burst ? $" burst {burst}kb" : "")} quantum {Quantum(rate.Average)}",
    ];

    /// <summary>Streams share what there is: a kernel without it has them queue up, and the limit holds all the same.</summary>
    public static string Fair(string tap, string parent = "1:1") => $"qdisc add dev {tap} parent {parent} handle 2: sfq perturb 10";

    /// <summary>The guest sends so much and no more: what is above is dropped, since nobody else can hold it up.</summary>
    public static IReadOnlyList<string> Sends(string tap, TapRate rate) =>
    [
        $"qdisc add dev {tap} ingress",
        $"filter add dev {tap} parent ffff: protocol all u32 match u32 0 0 police rate {rate.Average}kbps burst {rate.Burst ?? rate.Average}kb mtu 64kb drop flowid :1",
    ];

    /// <summary>Sets both ways anew; null: as fast as it can.</summary>
    /// <exception cref="LinuxException"><c>tc</c> is not there, or the kernel lacks what it asks for; then the tap has no limit.</exception>
    /// <param name="isShared">Of a whole network: single cards may have shares of what it receives, see <see cref="SharedTraffic"/>.</param>
    public static async Task SetAsync(string tap, TapRate? receives, TapRate? sends, bool isShared, CancellationToken cancel)
    {
        _ = NetworkInterface.Checked(tap);
        await RunAsync([$"qdisc del dev {tap} root", $"qdisc del dev {tap} ingress"], force: true, cancel);
        List<string> wanted = [.. receives is { } inward ? isShared ? SharedTraffic.Receives(tap, inward) : Receives(tap, inward) : [], .. sends is { } outward ? Sends(tap, outward) : []];
        if (wanted.Count == 0) return;
        try
        {
            await DemandAsync(wanted, cancel);
        }
        catch (LinuxException)
        {
            await RunAsync([$"qdisc del dev {tap} root", $"qdisc del dev {tap} ingress"], force: true, cancel);
            throw;
        }
        if (receives is not null) await RunAsync([Fair(tap, isShared ? "1:2" : "1:1")], force: true, cancel);
    }

    /// <exception cref="LinuxException">One of the lines was refused; those before it are done.</exception>
    internal static async Task DemandAsync(IReadOnlyList<string> lines, CancellationToken cancel)
    {
        if (await RunAsync(lines, force: false, cancel) is { Succeeded: false } refused)
            throw new LinuxException($"tc: {string.Join("; ", refused.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries))}", Errno.EOPNOTSUPP);
    }

    internal static async Task<ToolResult> RunAsync(IEnumerable<string> lines, bool force, CancellationToken cancel)
    {
        using var text = Files.Memory("tc", Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\n"));
        return await Tool.RunAsync("tc", [.. force ? (string[])["-force"] : [], "-batch", "-"], cancel, text);
    }
}
