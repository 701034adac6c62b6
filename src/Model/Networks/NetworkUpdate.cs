using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>One change of one part of a network.</summary>
/// <remarks>Source: libvirt <c>virNetworkUpdate</c>; words and codes are libvirt's.</remarks>
public static class NetworkUpdate
{
    /// <param name="network">As it is.</param>
    /// <param name="index">Which <c>&lt;ip&gt;</c>; -1: the first that will do.</param>
    /// <param name="xml">The part.</param>
    /// <exception cref="VirtException">
    /// <see cref="ErrorCode.OperationUnsupported"/>: not of this part, or not by this command; <see cref="ErrorCode.OperationInvalid"/>: it is there already, or is not there.
    /// </exception>
    public static NetworkDefinition Apply(NetworkDefinition network, NetworkUpdateCommand command, NetworkSection section, int index, string xml)
    {
        if (command is < NetworkUpdateCommand.Modify or > NetworkUpdateCommand.AddFirst) throw Unsupported($"unrecognized network update command code {(int)command}");
        var changed = section switch
        {
            NetworkSection.IpDhcpHost => Host(network, command, index, xml),
            NetworkSection.IpDhcpRange => Range(network, command, index, xml),
            NetworkSection.ForwardInterface => Interface(network, command, xml),
            NetworkSection.PortGroup => Group(network, command, xml),
            NetworkSection.DnsHost => DnsHost(network, command, xml),
            NetworkSection.DnsText => DnsText(network, command, xml),
            NetworkSection.DnsService => DnsService(network, command, xml),
            NetworkSection.Bridge or NetworkSection.Domain or NetworkSection.Ip or NetworkSection.Forward => throw Unsupported($"can't update '{section.ToString().ToLowerInvariant()}' section of network '{network.Name}'"),
            NetworkSection.ForwardPf => throw Unsupported($"can't update 'forward pf' section of network '{network.Name}'"),
            _ => throw Unsupported("can't update unrecognized section of network"),
        };
        return CheckNetwork.Definition(changed);
    }

    static NetworkDefinition Host(NetworkDefinition network, NetworkUpdateCommand command, int index, string xml)
    {
        const string what = "dhcp host";
        var at = IpOf(network, index, what, dhcp => !dhcp.Hosts.IsEmpty);
        var ip = network.Ips[at];
        var host = Part(network, xml, "host", x => DhcpHost.Map(x, new(), ip, network.Name, partial: command is NetworkUpdateCommand.Delete));
        var hosts = ip.Dhcp?.Hosts ?? [];
        if (command is NetworkUpdateCommand.Modify)
        {
            var same = Find(hosts, one => Equal(one.Mac, host.Mac) || host.Id is not null && one.Id == host.Id || host.Name is not null && one.Name == host.Name && host.Mac is null);
            if (same < 0) throw Invalid($"couldn't locate an existing dhcp host entry with \"mac='{host.Mac}'\" \"name='{host.Name}'\" \"ip='{host.Address}'\" in network '{network.Name}'");
            return WithDhcp(network, at, dhcp => dhcp with { Hosts = hosts.With(same, host) });
        }
        if (command is NetworkUpdateCommand.Delete)
        {
            var same = Find(hosts, one => (host.Mac is null || Equal(one.Mac, host.Mac)) && (host.Id is null || one.Id == host.Id)
                && (host.Name is null || one.Name == host.Name) && (host.Address is null || host.Address.Equals(one.Address)));
            if (same < 0) throw Invalid($"couldn't locate a matching dhcp host entry in network '{network.Name}'");
            return WithDhcp(network, at, dhcp => dhcp with { Hosts = hosts.RemoveAt(same) });
        }
        if (Find(hosts, one => Equal(one.Mac, host.Mac) || host.Name is not null && one.Name == host.Name || host.Address is not null && host.Address.Equals(one.Address)) >= 0)
            throw Invalid($"there is an existing dhcp host entry in network '{network.Name}' that matches \"<host{Said("mac", host.Mac)}{Said("name", host.Name)}{Said("ip", host.Address)}/>\"");
        return WithDhcp(network, at, dhcp => dhcp with { Hosts = Added(hosts, host, command) });
    }

    static NetworkDefinition Range(NetworkDefinition network, NetworkUpdateCommand command, int index, string xml)
    {
        var at = IpOf(network, index, "dhcp range", dhcp => !dhcp.Ranges.IsEmpty);
        var range = Part(network, xml, "range", x => DhcpRange.Map(x, new(), network.Ips[at], network.Name));
        Unmodified(command, "dhcp ranges");
        var ranges = network.Ips[at].Dhcp?.Ranges ?? [];
        var same = Find(ranges, one => one.Start.Equals(range.Start) && one.End.Equals(range.End));
        if (command is NetworkUpdateCommand.Delete)
            return same < 0 ? throw Invalid($"couldn't locate a matching dhcp range entry in network '{network.Name}'") : WithDhcp(network, at, dhcp => dhcp with { Ranges = ranges.RemoveAt(same) });
        return same >= 0
            ? throw Invalid($"there is an existing dhcp range entry in network '{network.Name}' that matches \"<range start='{range.Start}' end='{range.End}'/>\"")
            : WithDhcp(network, at, dhcp => dhcp with { Ranges = Added(ranges, range, command) });
    }

    static NetworkDefinition Interface(NetworkDefinition network, NetworkUpdateCommand command, string xml)
    {
        var card = Part(network, xml, "interface", x => ForwardInterface.Map(x, new(), network.Name));
        Unmodified(command, "forward interface entries");
        var forward = network.Forward ?? throw Invalid($"network '{network.Name}' forwards nowhere");
        var same = Find(forward.Interfaces, one => one.Device == card.Device);
        if (command is NetworkUpdateCommand.Delete)
            return same < 0 ? throw Invalid($"couldn't find an interface entry in network '{network.Name}' matching <interface dev='{card.Device}'>") : network with { Forward = forward with { Interfaces = forward.Interfaces.RemoveAt(same) } };
        return same >= 0
            ? throw Invalid($"there is an existing interface entry in network '{network.Name}' that matches \"<interface dev='{card.Device}'>\"")
            : network with { Forward = forward with { Interfaces = Added(forward.Interfaces, card, command) } };
    }

    static NetworkDefinition Group(NetworkDefinition network, NetworkUpdateCommand command, string xml)
    {
        var group = Part(network, xml, "portgroup", x => PortGroup.Map(x, new()));
        var groups = network.PortGroups;
        var same = Find(groups, one => one.Name == group.Name);
        var mustBe = command is NetworkUpdateCommand.Delete or NetworkUpdateCommand.Modify;
        if (mustBe && same < 0) throw Invalid($"couldn't find a portgroup entry in network '{network.Name}' matching <portgroup name='{group.Name}'>");
        if (!mustBe && same >= 0) throw Invalid($"there is an existing portgroup entry in network '{network.Name}' that matches \"<portgroup name='{group.Name}'>\"");
        if (command is NetworkUpdateCommand.Delete) return network with { PortGroups = groups.RemoveAt(same) };
        if (group.IsDefault && groups.Any(one => one.IsDefault && one.Name != group.Name))
            throw Invalid($"a different portgroup entry in network '{network.Name}' is already set as the default. Only one default is allowed.");
        return network with { PortGroups = mustBe ? groups.With(same, group) : Added(groups, group, command) };
    }

    static NetworkDefinition DnsHost(NetworkDefinition network, NetworkUpdateCommand command, string xml)
    {
        var host = Part(network, xml, "host", x => Model.DnsHost.Map(x, new(), network.Name, partial: command is NetworkUpdateCommand.Delete));
        return Record(network, command, "DNS HOST", network.Dns?.Hosts ?? [], host, (dns, hosts) => dns with { Hosts = hosts },
            one => host.Address is not null && host.Address.Equals(one.Address) || host.Names.Any(one.Names.Contains),
            "at least one DNS HOST record with a matching field");
    }

    static NetworkDefinition DnsText(NetworkDefinition network, NetworkUpdateCommand command, string xml)
    {
        var text = Part(network, xml, "txt", x => Model.DnsText.Map(x, new(), network.Name, partial: command is NetworkUpdateCommand.Delete));
        return Record(network, command, "DNS TXT", network.Dns?.Texts ?? [], text, (dns, texts) => dns with { Texts = texts },
            one => one.Name == text.Name, $"a DNS TXT record with name '{text.Name}'");
    }

    static NetworkDefinition DnsService(NetworkDefinition network, NetworkUpdateCommand command, string xml)
    {
        var service = Part(network, xml, "srv", x => Model.DnsService.Map(x, new(), network.Name, partial: command is NetworkUpdateCommand.Delete));
        return Record(network, command, "DNS SRV", network.Dns?.Services ?? [], service, (dns, services) => dns with { Services = services },
            one => (service.Service.Length == 0 || one.Service == service.Service) && (service.Protocol.Length == 0 || one.Protocol == service.Protocol)
                && (service.Domain is null || one.Domain == service.Domain) && (service.Target is null || one.Target == service.Target),
            "at least one DNS SRV record matching all specified fields");
    }

    /// <summary>Adds a record of the name server's that is not there, or takes away one that is.</summary>
    /// <param name="there">What there is already, where one is added twice.</param>
    static NetworkDefinition Record<T>(NetworkDefinition network, NetworkUpdateCommand command, string what, ValueList<T> all, T record, Func<NetworkDns, ValueList<T>, NetworkDns> with, Func<T, bool> isSame, string there)
    {
        Unmodified(command, $"{what} records");
        var same = Find(all, isSame);
        var deletes = command is NetworkUpdateCommand.Delete;
        if (deletes && same < 0) throw Invalid($"couldn't locate a matching {what} record in network {network.Name}");
        if (!deletes && same >= 0) throw Invalid($"there is already {there} in network {network.Name}");
        return network with { Dns = with(network.Dns ?? new(), deletes ? all.RemoveAt(same) : Added(all, record, command)) };
    }

    /// <summary>The one <c>&lt;ip&gt;</c> that is meant: by its number, or the first that has such entries, or the first.</summary>
    static int IpOf(NetworkDefinition network, int index, string what, Func<NetworkDhcp, bool> has)
    {
        if (index >= 0) return index < network.Ips.Count ? index : throw Invalid($"couldn't update {what} entry - no <ip> element found at index {index} in network '{network.Name}'");
        if (network.Ips.IsEmpty) throw Invalid($"couldn't update {what} entry - no <ip> element found in network '{network.Name}'");
        var with = Find(network.Ips, ip => ip.Dhcp is { } dhcp && has(dhcp));
        if (with < 0) with = Find(network.Ips, ip => ip.Dhcp is not null);
        return Math.Max(with, 0);
    }

    static NetworkDefinition WithDhcp(NetworkDefinition network, int at, Func<NetworkDhcp, NetworkDhcp> change)
    {
        var ip = network.Ips[at];
        return network with { Ips = network.Ips.With(at, ip with { Dhcp = change(ip.Dhcp ?? new()) }) };
    }

    static ValueList<T> Added<T>(ValueList<T> all, T part, NetworkUpdateCommand command) => command is NetworkUpdateCommand.AddFirst ? all.Insert(0, part) : all.Add(part);

    static void Unmodified(NetworkUpdateCommand command, string what)
    {
        if (command is NetworkUpdateCommand.Modify) throw Unsupported($"{what} cannot be modified, only added or deleted");
    }

    static int Find<T>(ValueList<T> all, Func<T, bool> wanted)
    {
        for (var i = 0; i < all.Count; i++)
            if (wanted(all[i])) return i;
        return -1;
    }

    static bool Equal(string? one, string? other) => one is not null && MacAddress.TryParse(one, out var mac) && MacAddress.TryParse(other, out var same) && mac == same;

    static string Said(string name, object? value) => value is null ? "" : $" {name}='{value}'";

    static T Part<T>(NetworkDefinition network, string xml, string element, Func<XmlMap, T> map)
    {
        var root = XmlSource.Read(xml, "network_update_xml");
        return root.Is(element)
            ? XmlMap.Read(root, ReadOptions.Default, map)
            : throw new VirtException(ErrorCode.XmlError, $"XML error: unexpected element <{root.Name}>, expecting <{element}>, while updating network '{network.Name}'", ErrorDomain.Network);
    }

    static VirtException Invalid(string message) => new(ErrorCode.OperationInvalid, $"Requested operation is not valid: {message}", ErrorDomain.Network);

    static VirtException Unsupported(string message) => new(ErrorCode.OperationUnsupported, $"Operation not supported: {message}", ErrorDomain.Network);
}

/// <remarks>Source: <c>virNetworkUpdateCommand</c>.</remarks>
public enum NetworkUpdateCommand { None, Modify, Delete, AddLast, AddFirst }

/// <remarks>Source: <c>virNetworkUpdateSection</c>.</remarks>
public enum NetworkSection { None, Bridge, Domain, Ip, IpDhcpHost, IpDhcpRange, Forward, ForwardInterface, ForwardPf, PortGroup, DnsHost, DnsText, DnsService }
