using System.Globalization;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>The documents of network filters, read and written.</summary>
public static class NetworkFilterXml
{
    /// <summary>Reads one. Without a UUID in the document it has the empty one.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.XmlDetail"/>: not XML, or beyond a limit; else in libvirt's code for what is wrong with it.</exception>
    public static NetworkFilter Read(string xml, ReadOptions? options = null)
    {
        var root = XmlSource.Read(xml, "nwfilter_definition", ErrorDomain.Nwfilter);
        if (!root.Is("filter")) throw new VirtException(ErrorCode.XmlError, $"XML error: expecting root element of 'filter', not '{root.Name}'", ErrorDomain.Xml);
        return XmlMap.Read(root, options ?? ReadOptions.Default, x => NetworkFilter.Map(x, new()));
    }

    public static string Write(NetworkFilter filter) => XmlOutput.Write(XmlMap.Write("filter", WriteOptions.Default, x => NetworkFilter.Map(x, filter)));

    internal static VirtException Internal(XmlMap x, string message) => x.Error(ErrorCode.InternalError, ErrorDomain.Nwfilter, message);

    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
