namespace Aerostat.Engine.NetworkFilters;

/// <summary>The filters that documents everywhere refer to by name: what they let through is as libvirt's users know it.</summary>
/// <remarks>Source: the names, chains, priorities and effects that Debian's <c>libvirt-daemon-config-nwfilter</c> has.</remarks>
static class KnownFilters
{
    const string Everything = "direction='inout' action='accept'";

    public static IEnumerable<string> All =>
    [
        // What goes whole: a family of packets, or its incoming half.
        Filter("allow-arp", "arp", $"<rule {Everything}/>"),
        Filter("allow-ipv4", "ipv4", $"<rule {Everything}/>"),
        Filter("allow-ipv6", "ipv6", $"<rule {Everything}/>"),
        Filter("allow-incoming-ipv4", "ipv4", "<rule direction='in' action='accept'/>"),
        Filter("allow-incoming-ipv6", "ipv6", "<rule direction='in' action='accept'/>"),

        // A guest asks for its address by broadcast, and hears of it from any server, or from those named alone.
        Filter("allow-dhcp", "ipv4", Dhcp("ip", "srcipaddr='0.0.0.0' dstipaddr='255.255.255.255'", 68, 67, "")),
        Filter("allow-dhcp-server", "ipv4", Dhcp("ip", "srcipaddr='0.0.0.0' dstipaddr='255.255.255.255'", 68, 67, "srcipaddr='$DHCPSERVER' ")),
        Filter("allow-dhcpv6", "ipv6", Dhcp("ipv6", "srcipaddr='fe80::' srcipmask='10' dstipaddr='ff02::1:2'", 546, 547, "")),
        Filter("allow-dhcpv6-server", "ipv6", Dhcp("ipv6", "srcipaddr='fe80::' srcipmask='10' dstipaddr='ff02::1:2'", 546, 547, "srcipaddr='$DHCPSERVER' ")),

        // A guest speaks as itself: its card's address, its own addresses, and its own in ARP.
        Filter("no-mac-spoofing", "mac", "<rule direction='out' action='return'><mac srcmacaddr='$MAC'/></rule><rule direction='out' action='drop'><mac/></rule>", -800),
        Filter("no-ip-spoofing", "ipv4-ip", $"<rule direction='out' action='return' priority='100'><ip srcipaddr='0.0.0.0' protocol='udp'/></rule><rule direction='out' action='return' priority='500'><ip srcipaddr='$IP'/></rule>{NothingElse}", -710),
        Filter("no-ipv6-spoofing", "ipv6-ip", $"<rule direction='out' action='return' priority='100'><ipv6 srcipaddr='fe80::' srcipmask='10' protocol='udp'/></rule><rule direction='out' action='return' priority='500'><ipv6 srcipaddr='$IPV6'/></rule>{NothingElse}", -610),
        Filter("no-arp-mac-spoofing", "arp-mac", $"<rule direction='out' action='return' priority='350'><arp arpsrcmacaddr='$MAC'/></rule>{NothingElse}", -520),
        Filter("no-arp-ip-spoofing", "arp-ip", $"<rule direction='out' action='return' priority='400'><arp arpsrcipaddr='$IP'/></rule>{NothingElse}", -510),
        Filter("no-arp-spoofing", "root", "<filterref filter='no-arp-mac-spoofing'/><filterref filter='no-arp-ip-spoofing'/>"),

        // A guest does not speak to all or to many at once.
        Filter("no-ip-multicast", "ipv4", "<rule direction='out' action='drop'><ip dstipaddr='224.0.0.0' dstipmask='4'/></rule>"),
        Filter("no-ipv6-multicast", "ipv6", "<rule direction='out' action='drop'><ipv6 dstipaddr='ff00::' dstipmask='8'/></rule>"),
        Filter("no-mac-broadcast", "ipv4", "<rule direction='out' action='drop'><mac dstmacaddr='ff:ff:ff:ff:ff:ff'/></rule>"),

        // What no rule before has let through.
        Filter("no-other-l2-traffic", "root", "<rule direction='inout' action='drop' priority='1000'/>"),
        Filter("no-other-rarp-traffic", "rarp", "<rule direction='inout' action='drop' priority='1000'/>"),

        // QEMU tells the switches where a guest has gone: by RARP now, under a number of its own once.
        Filter("qemu-announce-self-rarp", "rarp", $"<rule direction='out' action='accept' priority='500'><rarp opcode='Request_Reverse' srcmacaddr='$MAC' {Announced}/></rule><rule direction='in' action='accept' priority='500'><rarp opcode='Request_Reverse' {Announced}/></rule>"),
        Filter("qemu-announce-self", "root", "<rule direction='out' action='accept'><mac protocolid='0x835'/></rule><filterref filter='qemu-announce-self-rarp'/><filterref filter='no-other-rarp-traffic'/>"),

        // The whole: nothing but honest IPv4 and ARP; and that with one neighbour alone.
        Filter("clean-traffic", "root", $"""
            <filterref filter='no-mac-spoofing'/><filterref filter='no-ip-spoofing'/><rule direction='out' action='accept' priority='-650'><mac protocolid='ipv4'/></rule><filterref filter='allow-incoming-ipv4'/>
            <filterref filter='no-arp-spoofing'/>{AnyArp}<filterref filter='no-other-l2-traffic'/><filterref filter='qemu-announce-self'/>
            """),
        Filter("clean-traffic-gateway", "root", $"""
            <filterref filter='no-mac-spoofing'/><filterref filter='no-ip-spoofing'/><filterref filter='no-arp-spoofing'/>{AnyArp}
            <rule direction='in' action='accept'><mac srcmacaddr='$GATEWAY_MAC'/></rule><rule direction='out' action='accept'><mac dstmacaddr='$GATEWAY_MAC'/></rule>
            <filterref filter='no-other-l2-traffic'/><filterref filter='qemu-announce-self'/>
            """),
    ];

    const string NothingElse = "<rule direction='out' action='drop' priority='1000'/>";
    const string AnyArp = "<rule direction='inout' action='accept' priority='-500'><mac protocolid='arp'/></rule>";
    const string Announced = "dstmacaddr='ff:ff:ff:ff:ff:ff' arpsrcmacaddr='$MAC' arpdstmacaddr='$MAC' arpsrcipaddr='0.0.0.0' arpdstipaddr='0.0.0.0'";

    static string Filter(string name, string chain, string entries, int? priority = null) => $"<filter name='{name}' chain='{chain}'{(priority is { } number ? $" priority='{number}'" : "")}>{entries}</filter>";

    static string Dhcp(string protocol, string asking, int client, int server, string from) => $"""
        <rule direction='out' action='accept' priority='100'><{protocol} {asking} protocol='udp' srcportstart='{client}' dstportstart='{server}'/></rule>
        <rule direction='in' action='accept' priority='100'><{protocol} {from}protocol='udp' srcportstart='{server}' dstportstart='{client}'/></rule>
        """;
}
