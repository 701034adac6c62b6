using System.Globalization;
using System.Text;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Networks;

/// <summary>The name and address server of a network: Debian's dnsmasq, which outlives the daemon.</summary>
/// <remarks>Source: <c>dnsmasq(8)</c>; the settings that libvirt gives its own.</remarks>
sealed class Dnsmasq(Folders folders)
{
    string Folder => Path.Combine(folders.Lib, "dnsmasq");

    string FileOf(NetworkDefinition network, string kind) => Path.Combine(Folder, $"{network.Name}.{kind}");

    /// <summary>A network without addresses of the host's has nothing to serve.</summary>
    public static bool IsNeeded(NetworkDefinition network) => network.OwnsBridge && !network.Ips.IsEmpty && (network.Dns?.Enable is not false || network.Ips.Any(ip => ip.Dhcp is { IsEmpty: false } || ip.TftpRoot is not null || ip.IsIPv6));

    /// <summary>Starts it.</summary>
    /// <returns>When it serves.</returns>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: it is not there, or refused, with its own words.</exception>
    public async Task<ProcessIdentity> StartAsync(NetworkDefinition network, CancellationToken cancel)
    {
        const uint readable = 0b110_100_100;
        Directory.CreateDirectory(Folder);
        Files.SetMode(Folder, 0x1ED /* 0755 */);
        AtomicFile.Write(FileOf(network, "hostsfile"), Encoding.UTF8.GetBytes(Hosts(network)), durable: false, readable);
        AtomicFile.Write(FileOf(network, "addnhosts"), Encoding.UTF8.GetBytes(Names(network)), durable: false, readable);
        AtomicFile.Write(FileOf(network, "conf"), Encoding.UTF8.GetBytes(Configuration(network)), durable: false, readable);
        Files.Remove(PidFileOf(network));
        await HostTool.RunAsync("dnsmasq", [$"--conf-file={FileOf(network, "conf")}"], null, "dnsmasq-base", cancel);
        return TryFind(network) ?? throw NetworkErrors.Internal($"dnsmasq of network '{network.Name}' ended as soon as it had begun", "See the host's log for its last words.");
    }

    /// <summary>Ends it and waits until its ports are free.</summary>
    public async Task StopAsync(NetworkDefinition network, ProcessIdentity? server)
    {
        // Where no process was recorded yet, its own file names it.
        if ((server ?? TryFind(network))?.TryOpen() is { } process)
        {
            using (process)
            {
                process.Signal(Signal.Term);
                if (await Task.WhenAny(process.Exited, Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System)) != process.Exited) process.Signal(Signal.Kill);
                await process.Exited;
            }
        }
        foreach (var kind in (string[])["pid", "conf", "hostsfile", "addnhosts"]) Files.Remove(FileOf(network, kind));
    }

    /// <summary>What guests hold is forgotten with the network's definition.</summary>
    public void Forget(NetworkDefinition network) => Files.Remove(FileOf(network, "leases"));

    public IEnumerable<DhcpLease> Leases(NetworkDefinition network) => DhcpLeases.Parse(ProcFile.TryRead(FileOf(network, "leases")) ?? "", network);

    string PidFileOf(NetworkDefinition network) => FileOf(network, "pid");

    /// <summary>The process that its file names, if it is a dnsmasq of this very network.</summary>
    ProcessIdentity? TryFind(NetworkDefinition network) =>
        int.TryParse(ProcFile.TryReadLine(PidFileOf(network)), CultureInfo.InvariantCulture, out var pid)
        && (ProcFile.TryRead($"/proc/{pid}/cmdline") ?? "").Contains(FileOf(network, "conf"), StringComparison.Ordinal)
        && ProcessStat.TryRead(pid) is { IsZombie: false } ? ProcessIdentity.Of(pid) : null;

    /// <summary>Its settings, a line each.</summary>
    public string Configuration(NetworkDefinition network)
    {
        StringBuilder text = new("# Kept by aerostatd: changes here are lost. Change the network by 'virsh net-edit' instead.\n");
        foreach (var line in Settings(network)) text.Append(Safe(line)).Append('\n');
        return text.ToString();
    }

    IEnumerable<string> Settings(NetworkDefinition network)
    {
        var (dns, domain) = (network.Dns, network.Domain);
        yield return "strict-order";
        if (dns?.Enable is false) yield return "port=0";
        if (dns?.Forwarders is { IsEmpty: false } forwarders)
        {
            if (forwarders.Any(forwarder => forwarder.Domain is null)) yield return "no-resolv";
            foreach (var forwarder in forwarders) yield return $"server={(forwarder.Domain is { } of ? $"/{of}/" : "")}{forwarder.Address?.ToString() ?? "#"}";
        }
        if (domain is { Name: { } name })
        {
            if (domain.LocalOnly is true) yield return $"local=/{name}/";
            yield return $"domain={name}";
            yield return "expand-hosts";
        }
        if (dns?.ForwardPlainNames is false)
        {
            yield return "domain-needed";
            if (domain?.LocalOnly is not true) yield return "local=//";
        }
        yield return $"pid-file={PidFileOf(network)}";
        yield return $"dhcp-leasefile={FileOf(network, "leases")}";
        yield return "except-interface=lo";
        yield return "bind-dynamic";
        yield return $"interface={network.Bridge!.Name}";
        if (network.Forward is null)
        {
            // Nobody behind the host is to be found through it.
            yield return "dhcp-option=3";
            yield return "no-resolv";
        }
        foreach (var line in Records(dns)) yield return line;
        foreach (var ip in network.Ips)
        {
            if (ip.LocalPtr is true) yield return $"local=/{ReverseOf(ip)}/";
            foreach (var line in Serving(ip)) yield return line;
        }
        if (network.Ips.Any(ip => ip.Dhcp is { IsEmpty: false }))
        {
            yield return "dhcp-no-override";
            yield return "dhcp-authoritative";
            yield return $"dhcp-lease-max={Math.Max(network.Ips.Sum(ip => ip.Dhcp?.Ranges.Sum(Count) ?? 0), 150)}";
            yield return $"dhcp-hostsfile={FileOf(network, "hostsfile")}";
        }
        if (network.Mtu is { } mtu) yield return $"dhcp-option=option:mtu,{mtu}";
        if (network.Ips.Any(ip => ip.IsIPv6)) yield return "enable-ra";
        if (network.Forward is null) yield return "ra-param=*,0,0";
        yield return $"addn-hosts={FileOf(network, "addnhosts")}";
    }

    static IEnumerable<string> Records(NetworkDns? dns)
    {
        if (dns is null) yield break;
        foreach (var text in dns.Texts) yield return $"txt-record={text.Name},{text.Value}";
        foreach (var srv in dns.Services)
        {
            var at = srv.Domain is { } domain ? $".{domain}" : "";
            var target = srv.Target is { } host ? $",{host},{srv.Port ?? 1},{srv.Priority ?? 0},{srv.Weight ?? 0}" : "";
            yield return $"srv-host=_{srv.Service}._{srv.Protocol}{at}{target}";
        }
    }

    static IEnumerable<string> Serving(NetworkIp ip)
    {
        if (ip.Dhcp is { } dhcp)
        {
            var tail = ip.IsIPv6 ? $",{ip.Prefix}" : $",{Mask(ip.Prefix)}";
            foreach (var range in dhcp.Ranges) yield return $"dhcp-range={range.Start},{range.End}{tail}{(range.Lease is { } lease ? $",{lease.Word}" : "")}";
            // Known guests alone are served, by their own addresses.
            if (dhcp.Ranges.IsEmpty && !dhcp.Hosts.IsEmpty) yield return $"dhcp-range={ip.Address.Network(ip.Prefix)},static{(ip.IsIPv6 ? $",{ip.Prefix}" : $",{Mask(ip.Prefix)}")}";
            if (dhcp.BootFile is { } file) yield return dhcp.BootServer is { } server ? $"dhcp-boot={file},,{server}" : $"dhcp-boot={file}";
        }
        else if (ip.IsIPv6) yield return $"dhcp-range={ip.Address},ra-only";
        if (ip.TftpRoot is { } root)
        {
            yield return "enable-tftp";
            yield return $"tftp-root={root}";
        }
    }

    /// <summary>Guests with an address of their own, a line each.</summary>
    public static string Hosts(NetworkDefinition network)
    {
        StringBuilder text = new();
        foreach (var host in network.Ips.SelectMany(ip => ip.Dhcp?.Hosts ?? []))
        {
            string?[] words = [host.Mac, host.Id is { } id ? $"id:{id}" : null, host.Address is { } address ? address.AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}" : null, host.Name, host.Lease?.Word];
            text.Append(Safe(string.Join(',', words.OfType<string>()))).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Names beside those of guests, as in <c>hosts(5)</c>.</summary>
    public static string Names(NetworkDefinition network)
    {
        StringBuilder text = new();
        foreach (var host in network.Dns?.Hosts ?? []) text.Append(Safe($"{host.Address}\t{string.Join('\t', host.Names.Select(name => name.Name))}")).Append('\n');
        return text.ToString();
    }

    /// <summary>A value that ends its line would be another setting.</summary>
    static string Safe(string line) => !line.Any(c => c is '\n' or '\r' or '\0') ? line
        : throw NetworkErrors.Unsupported($"a value with a line break cannot be given to dnsmasq: {line.Split('\n')[0]}");

    static string Mask(uint prefix) => new System.Net.IPAddress(prefix == 0 ? [0, 0, 0, 0] : BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(-1 << (int)(32 - prefix)))).ToString();

    static int Count(DhcpRange range)
    {
        var (start, end) = (range.Start.GetAddressBytes(), range.End.GetAddressBytes());
        var size = new System.Numerics.BigInteger(end, isUnsigned: true, isBigEndian: true) - new System.Numerics.BigInteger(start, isUnsigned: true, isBigEndian: true) + 1;
        return (int)System.Numerics.BigInteger.Min(size, 65536);
    }

    /// <summary>The domain under which addresses are turned back to names.</summary>
    static string ReverseOf(NetworkIp ip)
    {
        var bytes = ip.Address.GetAddressBytes();
        return ip.IsIPv6
            ? string.Join('.', bytes.SelectMany(b => (string[])[$"{b >> 4:x}", $"{b & 15:x}"]).Take((int)ip.Prefix / 4).Reverse()) + ".ip6.arpa"
            : string.Join('.', bytes.Take((int)ip.Prefix / 8).Reverse()) + ".in-addr.arpa";
    }
}
