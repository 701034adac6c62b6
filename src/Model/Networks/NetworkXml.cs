using System.Net;
using System.Net.Sockets;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>The documents of networks, read and written.</summary>
public static class NetworkXml
{
    /// <summary>Reads a network. Without a UUID in the document it has the empty one.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.XmlDetail"/>: not XML, or beyond a limit; else in libvirt's code for what is wrong with it.</exception>
    public static NetworkDefinition Read(string xml, ReadOptions? options = null)
    {
        var root = XmlSource.Read(xml, "network_definition");
        if (!root.Is("network")) throw new VirtException(ErrorCode.XmlError, $"XML error: expecting root element of 'network', not '{root.Name}'", ErrorDomain.Xml);
        return XmlMap.Read(root, options ?? ReadOptions.Default, x => CheckNetwork.Definition(NetworkDefinition.Map(x, new())));
    }

    /// <param name="network">As it is.</param>
    /// <param name="connections">How many cards are plugged into it; of an active one.</param>
    public static string Write(NetworkDefinition network, int? connections = null) =>
        XmlOutput.Write(XmlMap.Write("network", WriteOptions.Default, x => NetworkDefinition.Map(x, network with { Connections = connections })));

    internal static VirtException Wrong(XmlMap x, string message) => x.Error(ErrorCode.XmlError, ErrorDomain.Network, message);

    internal static VirtException Detail(XmlMap x, string message) => x.Error(ErrorCode.XmlDetail, ErrorDomain.Network, message);

    /// <summary>A numeric address, as <c>getaddrinfo</c> reads it.</summary>
    internal static IPAddress? Address(XmlMap x, string at, IPAddress? value, Func<string, VirtException> wrong)
    {
        var text = x.Text(at, value?.ToString());
        if (!x.Reading) return value;
        return text is null ? null : IPAddress.TryParse(text, out var address) ? address : throw wrong(text);
    }

    /// <summary>A word of a list whose errors are networks' own.</summary>
    internal static T? Word<T>(XmlMap x, string at, T? value, Func<string, VirtException> unknown) where T : struct, Enum
    {
        var word = x.Text(at, value is { } given ? Spelling<T>.Of(given) : null);
        if (!x.Reading) return value;
        return word is null ? null : Spelling<T>.Parse(word) ?? throw unknown(word);
    }

    extension(IPAddress address)
    {
        internal bool IsIPv6 => address.AddressFamily is AddressFamily.InterNetworkV6;

        /// <summary>With every bit behind the prefix off.</summary>
        public IPAddress Network(uint prefix) => Masked(address, prefix, on: false);

        /// <summary>With every bit behind the prefix on.</summary>
        public IPAddress Broadcast(uint prefix) => Masked(address, prefix, on: true);
    }

    static IPAddress Masked(IPAddress address, uint prefix, bool on)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = (int)prefix; bit < bytes.Length * 8; bit++)
        {
            var mask = (byte)(0x80 >> bit % 8);
            bytes[bit / 8] = (byte)(on ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
        }
        return new(bytes);
    }
}
