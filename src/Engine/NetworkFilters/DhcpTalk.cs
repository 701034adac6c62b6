using System.Buffers.Binary;
using System.Net;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>What a frame of DHCP means for the addresses of a guest: a server gives them, the guest gives them back.</summary>
/// <remarks>Source: RFC 2131 and 2132. The frame is a stranger's: every length is looked at.</remarks>
static class DhcpTalk
{
    const int Ethernet = 14, Udp = 8, Fixed = 240;
    const byte Request = 1, Reply = 2, OptionRequested = 50, OptionLease = 51, OptionType = 53, OptionEnd = 255, Decline = 4, Ack = 5, Release = 7;
    const uint Cookie = 0x63825363;

    /// <param name="isOutgoing">To the guest, past the rules of its port; only then is it a server's word.</param>
    /// <param name="servers">Whose word counts; none: anybody's.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static ValueList<LearnedAddress> After(ValueList<LearnedAddress> known, ReadOnlySpan<byte> frame, bool isOutgoing, MacAddress mac, ValueList<string> servers, long now)
    {
        if (Message(frame) is not { } start) return known;
        var message = frame[start..];
        if (AddressWatch.MacOf(message[28..]) != mac.Value || Option(message, OptionType) is not [var type]) return known;
        if (isOutgoing && message[0] == Reply && type == Ack)
        {
            if (!servers.IsEmpty && !servers.Contains(Address(frame, Ethernet + 12))) return known;
            if (message[16] is 0 or >= 224 || Option(message, OptionLease) is not { Length: 4 } lease || BinaryPrimitives.ReadUInt32BigEndian(lease) is not (> 0 and var seconds)) return known;
            var given = Address(message, 16);
            return [.. known.Where(one => one.Address != given), new(given, seconds == uint.MaxValue ? null : now + seconds)];
        }
        if (isOutgoing || message[0] != Request || AddressWatch.MacOf(frame[6..]) != mac.Value) return known;
        var back = type is Release ? Address(message, 12) : type is Decline && Option(message, OptionRequested) is { Length: 4 } requested ? new IPAddress(requested).ToString() : null;
        return known.Where(one => one.Address != back);
    }

    /// <summary>Where the message begins; null: there is none.</summary>
    static int? Message(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < Ethernet + 20 || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != 0x800) return null;
        var start = Ethernet + (frame[Ethernet] & 0xf) * 4 + Udp;
        return frame.Length >= start + Fixed && BinaryPrimitives.ReadUInt32BigEndian(frame[(start + Fixed - 4)..]) == Cookie ? start : null;
    }

    static string Address(ReadOnlySpan<byte> bytes, int at) => new IPAddress(bytes.Slice(at, 4)).ToString();

    static byte[]? Option(ReadOnlySpan<byte> message, byte wanted)
    {
        for (var at = Fixed; at + 1 < message.Length && message[at] != OptionEnd;)
        {
            // A pad has no length.
            if (message[at] == 0) { at++; continue; }
            var length = message[at + 1];
            if (at + 2 + length > message.Length) return null;
            if (message[at] == wanted) return message.Slice(at + 2, length).ToArray();
            at += 2 + length;
        }
        return null;
    }
}
