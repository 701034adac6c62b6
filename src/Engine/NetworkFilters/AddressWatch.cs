using System.Buffers.Binary;
using System.Net;
using Aerostat.Linux;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>Looks for the addresses of a guest in what goes through its port.</summary>
/// <remarks>Source: libvirt network filter format, "Automatic IP address detection".</remarks>
sealed class AddressWatch : IDisposable
{
    /// <summary>Of frames a second that are looked at: a guest may send as many as it likes.</summary>
    const int MostFrames = 50;

    readonly CancellationTokenSource ending = new();

    /// <summary>It outlives its source, for whoever is still on the way.</summary>
    readonly CancellationToken ended;

    AddressWatch(MacAddress mac, AddressLearning how, ValueList<string> servers) => (Mac, How, Servers, ended) = (mac, how, servers, ending.Token);

    public MacAddress Mac { get; }
    public AddressLearning How { get; }
    public ValueList<string> Servers { get; }

    /// <param name="port">The tap.</param>
    /// <param name="mac">Of the guest's card.</param>
    /// <param name="servers">Of DHCP, whose word counts; none: anybody's.</param>
    /// <param name="known">Addresses of before.</param>
    /// <param name="learned">Told of each change.</param>
    /// <exception cref="LinuxException">The port cannot be listened to.</exception>
    public static AddressWatch Begin(string port, MacAddress mac, AddressLearning how, ValueList<string> servers, ValueList<LearnedAddress> known, Func<AddressWatch, ValueList<LearnedAddress>, CancellationToken, Task> learned, TimeProvider time, ILogger logger)
    {
        AddressWatch watch = new(mac, how, servers);
        var socket = PacketSocket.Open(port, how is AddressLearning.Any ? PacketProgram.SpokenBy(mac) : PacketProgram.Dhcp);
        _ = watch.FollowAsync(port, socket, known, addresses => learned(watch, addresses, watch.ended), time, logger);
        return watch;
    }

    public void Dispose()
    {
        ending.Cancel();
        ending.Dispose();
    }

    async Task FollowAsync(string port, PacketSocket socket, ValueList<LearnedAddress> known, Func<ValueList<LearnedAddress>, Task> learned, TimeProvider time, ILogger logger)
    {
        using var _ = socket;
        try
        {
            var frame = new byte[1514];
            for (var (count, since) = (0, time.GetTimestamp()); ; count++)
            {
                if (count >= MostFrames && time.GetElapsedTime(since) is var passed)
                {
                    // What comes meanwhile the kernel drops when its buffer is full.
                    if (passed < TimeSpan.FromSeconds(1)) await Task.Delay(TimeSpan.FromSeconds(1) - passed, time, ended);
                    (count, since) = (0, time.GetTimestamp());
                }
                var next = await NextAsync(socket, frame, known, time);
                if (next == known) continue;
                await learned(known = next);
                // One address is all that a guest may show by itself.
                if (How is AddressLearning.Any) return;
            }
        }
        catch (OperationCanceledException) { /* Nobody asks any more. */ }
        catch (Exception e) when (e is LinuxException or VirtException) { Log.FilterNotInForce(logger, port, e.Message); }
    }

    /// <summary>The addresses after the next frame, or when one of them has run out.</summary>
    async Task<ValueList<LearnedAddress>> NextAsync(PacketSocket socket, byte[] frame, ValueList<LearnedAddress> known, TimeProvider time)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(ended);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (known.Min(one => one.Expires) is { } first)
        {
            // A timer is bound to 49 days; a lease is not.
            if (first <= now) return LearnedAddress.Current(known, now);
            until.CancelAfter(TimeSpan.FromSeconds(Math.Min(first - now, 86_400)));
        }
        try
        {
            var (length, isOutgoing) = await socket.ReceiveAsync(frame, until.Token);
            var seen = frame.AsSpan(0, length);
            if (How is AddressLearning.Dhcp) return DhcpTalk.After(known, seen, isOutgoing, Mac, Servers, now);
            return !isOutgoing && SpokenBy(seen, Mac) is { } address ? [new(address.ToString())] : known;
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            return LearnedAddress.Current(known, time.GetUtcNow().ToUnixTimeSeconds());
        }
    }

    /// <summary>The address that a frame's sender claims: of ARP or of IPv4. Null: none, or nobody's own.</summary>
    public static IPAddress? SpokenBy(ReadOnlySpan<byte> frame, MacAddress mac)
    {
        const int ethernet = 14;
        if (frame.Length < ethernet + 20 || MacOf(frame[6..]) != mac.Value) return null;
        var at = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) switch
        {
            // Hardware and protocol, their lengths and the operation, the sender's card, the sender's address.
            0x806 when frame.Length >= ethernet + 28 && MacOf(frame[(ethernet + 8)..]) == mac.Value => ethernet + 14,
            0x800 => ethernet + 12,
            _ => 0,
        };
        return at > 0 && frame[at] is not 0 and < 224 ? new(frame.Slice(at, 4)) : null;
    }

    internal static ulong MacOf(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64BigEndian([0, 0, .. bytes[..6]]);
}
