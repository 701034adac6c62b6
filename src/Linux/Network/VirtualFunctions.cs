using System.Buffers.Binary;
using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>What a card's driver keeps for one of its virtual functions.</summary>
/// <param name="Mac">The address that the function has when it is next started; zero: none was set.</param>
/// <param name="Vlan">0: none.</param>
public readonly record struct FunctionSettings(MacAddress Mac, int Vlan);

/// <summary>Settings of virtual functions, through the physical one that they are of: whoever drives a function cannot change them.</summary>
/// <remarks>Source: <c>linux/if_link.h</c>, <c>ifla_vf_mac</c>, <c>ifla_vf_vlan</c>; the kernel's <c>net/core/rtnetlink.c</c>.</remarks>
public static class VirtualFunctions
{
    const ushort IFLA_VFINFO_LIST = 22, IFLA_EXT_MASK = 29, IFLA_VF_INFO = 1, IFLA_VF_MAC = 1, IFLA_VF_VLAN = 2;
    const int RTEXT_FILTER_VF = 1, MacLength = 32;

    /// <param name="card">The interface of the physical function.</param>
    /// <exception cref="LinuxException"><c>EINVAL</c>: the driver takes no such address, or has no such function. <c>EOPNOTSUPP</c>: it has none at all.</exception>
    public static void SetMac(string card, int function, MacAddress mac) => Set(card, IFLA_VF_MAC, MacOf(function, mac), $"IFLA_VF_MAC({card}, {function}, {mac})");

    /// <param name="vlan">0: none.</param>
    public static void SetVlan(string card, int function, int vlan) => Set(card, IFLA_VF_VLAN, VlanOf(function, vlan), $"IFLA_VF_VLAN({card}, {function}, {vlan})");

    /// <summary>Null: the card has no such function.</summary>
    public static FunctionSettings? Get(string card, int function) =>
        Find(RouteSocket.GetLink(IndexOf(card), RouteSocket.Attribute(IFLA_EXT_MASK, RTEXT_FILTER_VF), $"RTM_GETLINK({card})"), function);

    internal static byte[] MacOf(int function, MacAddress mac)
    {
        var bytes = new byte[4 + MacLength];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, function);
        for (var i = 0; i < 6; i++) bytes[4 + i] = (byte)(mac.Value >> (40 - 8 * i));
        return bytes;
    }

    internal static byte[] VlanOf(int function, int vlan)
    {
        var bytes = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, function);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), vlan);
        return bytes;
    }

    internal static FunctionSettings? Find(byte[] link, int function)
    {
        foreach (var list in RouteSocket.Attributes(link).Where(attribute => attribute.Type == IFLA_VFINFO_LIST))
            foreach (var info in RouteSocket.Attributes(list.Value).Where(attribute => attribute.Type == IFLA_VF_INFO))
            {
                var parts = RouteSocket.Attributes(info.Value).ToLookup(part => part.Type, part => part.Value);
                if (parts[IFLA_VF_MAC].FirstOrDefault() is not { Length: >= 10 } mac || BinaryPrimitives.ReadInt32LittleEndian(mac.Span) != function) continue;
                ulong value = 0;
                foreach (var octet in mac.Span[4..10]) value = value << 8 | octet;
                return new(new(value), parts[IFLA_VF_VLAN].FirstOrDefault() is { Length: >= 8 } vlan ? BinaryPrimitives.ReadInt32LittleEndian(vlan.Span[4..]) : 0);
            }
        return null;
    }

    static void Set(string card, ushort what, byte[] value, string call) =>
        RouteSocket.SetLink(IndexOf(card), RouteSocket.Attribute(IFLA_VFINFO_LIST, RouteSocket.Attribute(IFLA_VF_INFO, RouteSocket.Attribute(what, value))), call);

    static int IndexOf(string card) => NetworkInterface.Index(NetworkInterface.Checked(card)) ?? throw new LinuxException($"virtual functions of {card}", Errno.ENODEV);
}
