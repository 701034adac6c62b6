using Aerostat.Engine;
using Aerostat.Engine.Host;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>What a client asks first: who is there, and what can it do.</summary>
sealed class ConnectionProcedures(Hypervisor host)
{
    /// <summary>The libvirt whose protocol is spoken here.</summary>
    const ulong LibraryVersion = 9_000_000;

    /// <summary>Read-only, and aliases that are not asked for; libvirt ignores all others.</summary>
    const uint ReadOnly = 1;

    /// <summary>Descriptor passing, typed strings, keepalive, events with ids, close callback, the order of network_update's words.</summary>
    const int Keepalive = 10;

    static readonly int[] Features = [8, 9, 10, 14, 15, 16];

    /// <summary>Asked for again after this long: a resolver costs more than the rest of the call.</summary>
    static readonly TimeSpan NameLasts = TimeSpan.FromSeconds(60);

    (string Name, long At)? name;

    public void AddTo(ProcedureTable table) => table
        .On(Remote.ConnectOpen, Open)
        .On(Remote.ConnectSupportsFeature, Supports)
        .On(Remote.ConnectGetType, _ => new ConnectGetTypeRet("QEMU"))
        .On(Remote.ConnectGetVersion, async call => new ConnectGetVersionRet(await VersionAsync(call.Cancel)))
        .On(Remote.ConnectGetLibVersion, _ => new ConnectGetLibVersionRet(LibraryVersion))
        .On(Remote.ConnectGetUri, _ => new ConnectGetUriRet(host.Options.IsSystem ? "qemu:///system" : "qemu:///session"))
        .On(Remote.ConnectGetHostname, async call => new ConnectGetHostnameRet(await NameAsync(call.Cancel)))
        .On(Remote.ConnectIsSecure, _ => new ConnectIsSecureRet(true));

    async ValueTask<string> NameAsync(CancellationToken cancel)
    {
        if (name is { } known && TimeProvider.System.GetElapsedTime(known.At) < NameLasts) return known.Name;
        var found = await Node.NameAsync(TimeProvider.System, cancel);
        name = (found, TimeProvider.System.GetTimestamp());
        return found;
    }

    void Open(ConnectOpenArgs args, Call call)
    {
        if (args.Name is not { } name) throw new VirtException(ErrorCode.InternalError, "no connection URI was given", ErrorDomain.Rpc);
        if (!name.StartsWith("qemu:", StringComparison.Ordinal)) throw new VirtException(ErrorCode.NoConnect, $"no connection driver available for {name}", ErrorDomain.None);
        // A privileged daemon takes both, as libvirt's does.
        if (PathOf(name) is var path && path is not "/session" && !(host.Options.IsSystem && path is "/system"))
            throw new VirtException(ErrorCode.InternalError, $"internal error: unexpected qemu URI path '{path}', try qemu:///{(host.Options.IsSystem ? "system" : "session")}", ErrorDomain.None);
        call.Session.Open((args.Flags & ReadOnly) != 0);
    }

    /// <summary>What stands behind the host, and before a question.</summary>
    static string PathOf(string uri)
    {
        var rest = uri["qemu:".Length..].Split('?', '#')[0];
        return !rest.StartsWith("//", StringComparison.Ordinal) ? rest : rest.IndexOf('/', 2) is >= 0 and var at ? rest[at..] : "";
    }

    static ConnectSupportsFeatureRet Supports(ConnectSupportsFeatureArgs args, Call call)
    {
        if (args.Feature == Keepalive) call.Session.StartKeepalive();
        return new(Features.Contains(args.Feature));
    }

    async Task<ulong> VersionAsync(CancellationToken cancel)
    {
        var emulator = host.Emulators.Find(Linux.Host.Architecture) ?? throw new VirtException(ErrorCode.InternalError, "internal error: Cannot find suitable emulator for this host");
        return (ulong)(await host.Emulators.ProbeAsync(emulator, cancel)).Version;
    }
}
