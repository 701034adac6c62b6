using System.Net;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What the network's name server answers, beside what it asks others for.</summary>
public sealed record NetworkDns
{
    public bool? Enable { get; init; }

    /// <summary>Names without a dot are asked for elsewhere too.</summary>
    public bool? ForwardPlainNames { get; init; }
    public ValueList<DnsForwarder> Forwarders { get; init; }
    public ValueList<DnsText> Texts { get; init; }
    public ValueList<DnsService> Services { get; init; }
    public ValueList<DnsHost> Hosts { get; init; }

    internal static NetworkDns Map(XmlMap x, NetworkDns v, string network) => v with
    {
        Enable = x.YesNo("enable", v.Enable),
        ForwardPlainNames = x.YesNo("forwardPlainNames", v.ForwardPlainNames),
        Forwarders = x.Children("forwarder", v.Forwarders, (f, one) => DnsForwarder.Map(f, one, network)),
        Texts = x.Children("txt", v.Texts, (t, one) => DnsText.Map(t, one, network)),
        Services = x.Children("srv", v.Services, (s, one) => DnsService.Map(s, one, network)),
        Hosts = x.Children("host", v.Hosts, (h, one) => DnsHost.Map(h, one, network)),
    };
}

/// <summary>Who is asked: for a domain, or for all.</summary>
public sealed record DnsForwarder
{
    public string? Domain { get; init; }
    public IPAddress? Address { get; init; }

    internal static DnsForwarder Map(XmlMap x, DnsForwarder v, string network)
    {
        var read = v with
        {
            Domain = x.Text("domain", v.Domain),
            Address = NetworkXml.Address(x, "addr", v.Address, text => NetworkXml.Wrong(x, $"Invalid forwarder IP address '{text}' in network '{network}'")),
        };
        return read is { Domain: null, Address: null } ? throw NetworkXml.Wrong(x, "Invalid forwarder element, must contain at least one of addr or domain") : read;
    }
}

/// <summary>A TXT record.</summary>
public sealed record DnsText
{
    public string Name { get; init; } = "";
    public string Value { get; init; } = "";

    /// <param name="x">Its element.</param>
    /// <param name="v">What is written.</param>
    /// <param name="network">Its network's name.</param>
    /// <param name="partial">It names one that is there, to be taken away.</param>
    internal static DnsText Map(XmlMap x, DnsText v, string network, bool partial = false)
    {
        var name = x.Text("name", v.Name) ?? throw NetworkXml.Detail(x, $"missing required name attribute in DNS TXT record of network {network}");
        if (name.Contains(' ', StringComparison.Ordinal)) throw NetworkXml.Detail(x, $"prohibited character in DNS TXT record name '{name}' of network {network}");
        return v with { Name = name, Value = x.Text("value", v.Value) ?? (partial ? "" : null) ?? throw NetworkXml.Detail(x, $"missing required value attribute in DNS TXT record named '{name}' of network {network}") };
    }
}

/// <summary>An SRV record.</summary>
public sealed record DnsService
{
    public string Service { get; init; } = "";
    public string Protocol { get; init; } = "";
    public string? Domain { get; init; }
    public string? Target { get; init; }
    public ushort? Port { get; init; }
    public ushort? Priority { get; init; }
    public ushort? Weight { get; init; }

    internal static DnsService Map(XmlMap x, DnsService v, string network, bool partial = false)
    {
        var service = x.Text("service", v.Service) ?? (partial ? "" : null) ?? throw NetworkXml.Detail(x, $"missing required service attribute in DNS SRV record of network '{network}'");
        var read = v with
        {
            Service = service,
            Protocol = x.Text("protocol", v.Protocol) ?? (partial ? "" : null) ?? throw NetworkXml.Detail(x, $"missing required protocol attribute in DNS SRV record '{service}' of network '{network}'"),
            Domain = x.Text("domain", v.Domain),
            Target = x.Text("target", v.Target),
            Port = Number(x, "port", v.Port, least: 1, service, network),
            Priority = Number(x, "priority", v.Priority, least: 0, service, network),
            Weight = Number(x, "weight", v.Weight, least: 0, service, network),
        };
        if (x.Reading && read.Target is null)
            foreach (var (name, given) in (ReadOnlySpan<(string, ushort?)>)[("port", read.Port), ("priority", read.Priority), ("weight", read.Weight)])
                if (given is not null) throw NetworkXml.Detail(x, $"DNS SRV {name} attribute not permitted without target for service '{service}' in network '{network}'");
        return read;
    }

    static ushort? Number(XmlMap x, string at, ushort? value, ulong least, string service, string network)
    {
        var text = x.Text(at, value is { } given ? $"{given}" : null);
        if (!x.Reading) return value;
        return text is null ? null : Numbers.Parse(text) is { } number && number >= least && number <= ushort.MaxValue ? (ushort)number
            : throw NetworkXml.Detail(x, $"invalid DNS SRV {at} attribute for service '{service}' in network '{network}'");
    }
}

/// <summary>Names of one address.</summary>
public sealed record DnsHost
{
    public IPAddress? Address { get; init; }
    public ValueList<DnsHostname> Names { get; init; }

    internal static DnsHost Map(XmlMap x, DnsHost v, string network, bool partial = false)
    {
        var read = v with
        {
            Address = NetworkXml.Address(x, "ip", v.Address, _ => NetworkXml.Detail(x, $"Invalid IP address in network '{network}' DNS HOST record")),
            Names = x.Children("hostname", v.Names),
        };
        if (partial) return read.Address is null && read.Names.IsEmpty ? throw NetworkXml.Detail(x, $"Missing ip and hostname in network '{network}' DNS HOST record") : read;
        if (read.Address is null) throw NetworkXml.Detail(x, $"Missing IP address in network '{network}' DNS HOST record");
        return read.Names.IsEmpty ? throw NetworkXml.Detail(x, $"Missing hostname in network '{network}' DNS HOST record") : read;
    }
}

public sealed record DnsHostname : IMapped<DnsHostname>
{
    public string Name { get; init; } = "";

    public static DnsHostname Map(XmlMap x, DnsHostname v) => v with { Name = x.Text(".", v.Name) ?? "" };
}
