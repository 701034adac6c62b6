using System.Net;
using Aerostat.Engine.NetworkFilters;
using Aerostat.Values;

namespace Aerostat.Engine.Tests.NetworkFilters;

public sealed class AddressLearningTests
{
    static readonly MacAddress Guest = new(0x525400790005), Server = new(0x525400790001);

    static byte[] Bytes(ulong mac) => [.. Enumerable.Range(0, 6).Select(i => (byte)(mac >> (40 - 8 * i)))];

    static byte[] Arp(MacAddress from, MacAddress sender, string address) => [.. Bytes(0xffffffffffff), .. Bytes(from.Value), 8, 6, 0, 1, 8, 0, 6, 4, 0, 1, .. Bytes(sender.Value), .. IPAddress.Parse(address).GetAddressBytes(), .. new byte[10]];

    static byte[] Ip(MacAddress from, string address, params byte[] payload) => [.. Bytes(0xffffffffffff), .. Bytes(from.Value), 8, 0, 0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, .. IPAddress.Parse(address).GetAddressBytes(), 255, 255, 255, 255, .. payload];

    static byte[] Dhcp(MacAddress from, string server, byte operation, string mine, string yours, MacAddress client, params byte[] options) =>
        Ip(from, server, [.. new byte[8], operation, 1, 6, 0, .. new byte[8], .. IPAddress.Parse(mine).GetAddressBytes(), .. IPAddress.Parse(yours).GetAddressBytes(), .. new byte[8], .. Bytes(client.Value), .. new byte[202], 0x63, 0x82, 0x53, 0x63, .. options]);

    static byte[] Given(string address, byte type = 5, MacAddress? client = null, uint lease = 600) => Dhcp(Server, "10.0.0.1", 2, "0.0.0.0", address, client ?? Guest, 0, 53, 1, type, 51, 4, (byte)(lease >> 24), (byte)(lease >> 16), (byte)(lease >> 8), (byte)lease, 255);

    static string Told(ValueList<LearnedAddress> addresses) => string.Join(' ', addresses.Select(one => $"{one.Address}@{one.Expires}"));

    static ValueList<LearnedAddress> After(byte[] frame, bool isOutgoing = true, ValueList<LearnedAddress> known = default, ValueList<string> servers = default) => DhcpTalk.After(known, frame, isOutgoing, Guest, servers, now: 1000);

    [Fact]
    public void A_guest_shows_its_address_by_ARP_or_by_a_packet()
    {
        Assert.Equal("10.0.0.5", AddressWatch.SpokenBy(Arp(Guest, Guest, "10.0.0.5"), Guest)?.ToString());
        Assert.Equal("10.0.0.5", AddressWatch.SpokenBy(Ip(Guest, "10.0.0.5"), Guest)?.ToString());
    }

    [Fact]
    public void What_is_nobodys_or_anothers_shows_none()
    {
        foreach (var frame in (byte[][])[Arp(Server, Server, "10.0.0.5"), Arp(Guest, Server, "10.0.0.5"), Arp(Guest, Guest, "0.0.0.0"), Ip(Guest, "0.0.0.0"), Ip(Guest, "224.0.0.1"), Ip(Guest, "255.255.255.255"), Ip(Guest, "10.0.0.5")[..20], []])
            Assert.Null(AddressWatch.SpokenBy(frame, Guest));
    }

    [Fact]
    public void A_server_gives_an_address_until_its_lease_ends()
    {
        var given = After(Given("10.0.0.5"));
        Assert.Equal("10.0.0.5@1600", Told(given));
        Assert.Equal("10.0.0.5@1600 10.0.0.6@1600", Told(After(Given("10.0.0.6"), known: given)));
        Assert.Equal("10.0.0.5@", Told(After(Given("10.0.0.5", lease: uint.MaxValue), known: given)));
        Assert.Equal("", Told(LearnedAddress.Current(given, 1600)));
        Assert.Equal(given, LearnedAddress.Current(given, 1599));
    }

    [Fact]
    public void A_guest_gives_its_address_back()
    {
        ValueList<LearnedAddress> known = [new("10.0.0.5", 1600)];
        Assert.Empty(After(Dhcp(Guest, "10.0.0.5", 1, "10.0.0.5", "0.0.0.0", Guest, 53, 1, 7, 255), isOutgoing: false, known));
        Assert.Empty(After(Dhcp(Guest, "0.0.0.0", 1, "0.0.0.0", "0.0.0.0", Guest, 53, 1, 4, 50, 4, 10, 0, 0, 5, 255), isOutgoing: false, known));
    }

    /// <summary>A guest does not answer itself, and nobody's answer is for another.</summary>
    [Fact]
    public void Nobody_but_a_server_gives_an_address()
    {
        Assert.Empty(After(Given("10.0.0.5"), isOutgoing: false));
        Assert.Empty(After(Given("10.0.0.5", client: Server)));
        Assert.Empty(After(Given("10.0.0.5", type: 2)));
        Assert.Empty(After(Given("0.0.0.0")));
        Assert.Empty(After(Given("10.0.0.5"), servers: ["10.0.0.9"]));
        Assert.NotEmpty(After(Given("10.0.0.5"), servers: ["10.0.0.9", "10.0.0.1"]));
    }

    [Fact]
    public void No_frame_is_read_beyond_its_end()
    {
        var whole = Given("10.0.0.5");
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.True(After(whole[..length]).Count <= 1);
            _ = AddressWatch.SpokenBy(whole.AsSpan(0, length), Server);
        }
        var long_ = Given("10.0.0.5");
        // An option that says it is longer than the frame, and a header of IP's greatest length.
        long_[^7] = 255;
        Assert.Empty(After(long_));
        long_[14] = 0x4f;
        Assert.Empty(After(long_));
    }
}
