using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A filter in force upon a port: what was put there for a guest's card, or by a client's hand.</summary>
/// <remarks>Source: libvirt network filter binding format, <c>&lt;filterbinding&gt;</c>.</remarks>
public sealed record FilterBinding
{
    public string OwnerName { get; init; } = "";
    public Guid OwnerUuid { get; init; }
    public string Port { get; init; } = "";

    /// <summary>The host's card below it; null: none is named.</summary>
    public string? Link { get; init; }
    public MacAddress Mac { get; init; }
    public FilterRef Filter { get; init; } = new();

    internal static FilterBinding Map(XmlMap x, FilterBinding v)
    {
        if (!x.Reading)
        {
            x.At("owner").Leaf("name", v.OwnerName);
            x.At("owner").Leaf("uuid", v.OwnerUuid.ToString("D"));
            x.At("portdev").Text("name", v.Port);
            x.At("linkdev").Text("name", v.Link);
            x.At("mac").Text("address", v.Mac.ToString());
            x.Child("filterref", v.Filter);
            return v;
        }
        var port = x.At("portdev").Text("name", null) ?? throw Wrong("filter binding has no port dev name");
        var link = x.At("linkdev").Text("name", null);
        var mac = x.At("mac").Text("address", null) ?? throw Wrong("filter binding has no MAC address");
        if (!MacAddress.TryParse(mac, out var address)) throw Wrong($"Unable to parse MAC '{mac}'");
        var owner = x.At("owner");
        var name = owner.Leaf("name", null) ?? throw Wrong("filter binding has no owner name");
        var uuid = owner.Leaf("uuid", null) ?? throw Wrong("filter binding has no owner UUID");
        return new()
        {
            OwnerName = name,
            OwnerUuid = Uuids.Parse(uuid) ?? throw Wrong($"Unable to parse UUID '{uuid}'"),
            Port = port,
            Link = link,
            Mac = address,
            Filter = x.Child("filterref", new FilterRef()) is { Filter.Length: > 0 } filter ? filter : throw Wrong("filter binding has no filter reference"),
        };

        VirtException Wrong(string message) => NetworkFilterXml.Internal(x, message);
    }
}

/// <summary>The documents of bindings, read and written.</summary>
public static class FilterBindingXml
{
    /// <exception cref="VirtException"><see cref="ErrorCode.XmlDetail"/>: not XML, or beyond a limit; else in libvirt's code for what is wrong with it.</exception>
    public static FilterBinding Read(string xml, ReadOptions? options = null)
    {
        var root = XmlSource.Read(xml, "nwfilterbinding_definition", ErrorDomain.Nwfilter);
        if (!root.Is("filterbinding")) throw new VirtException(ErrorCode.XmlError, $"XML error: expecting root element of 'filterbinding', not '{root.Name}'", ErrorDomain.Xml);
        return XmlMap.Read(root, options ?? ReadOptions.Default, x => FilterBinding.Map(x, new()));
    }

    public static string Write(FilterBinding binding) => XmlOutput.Write(XmlMap.Write("filterbinding", WriteOptions.Default, x => FilterBinding.Map(x, binding)));
}
