using System.Diagnostics;
using System.Runtime.InteropServices;
using Aerostat.Tests.Shared;

namespace Aerostat.Bench.Macro;

/// <summary>Calls by libvirt's own library, as virsh and most clients make them: no figure hides the cost of a client of ours.</summary>
static partial class LibvirtLibrary
{
    const string Library = "libvirt.so.0";

    /// <summary>Milliseconds to connect and to close.</summary>
    public static double Connect(Daemon daemon)
    {
        var start = Stopwatch.GetTimestamp();
        _ = virConnectClose(Open(daemon));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Milliseconds for one <c>virDomainGetInfo</c>, of a connection that is open: the mean of some in a row.</summary>
    public static double Info(Daemon daemon, string domain)
    {
        const int inARow = 20;
        var connection = Open(daemon);
        var found = virDomainLookupByName(connection, domain);
        if (found == 0) throw new InvalidOperationException($"{daemon.Name} has no domain '{domain}'");
        Span<byte> info = stackalloc byte[64];
        virDomainGetInfo(found, ref info[0]);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < inARow; i++)
            if (virDomainGetInfo(found, ref info[0]) < 0) throw new InvalidOperationException($"{daemon.Name} gives no information");
        var spent = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        _ = virDomainFree(found);
        _ = virConnectClose(connection);
        return spent / inARow;
    }

    static nint Open(Daemon daemon) => virConnectOpen(daemon.Uri) is var connection and not 0 ? connection : throw new InvalidOperationException($"no connection to {daemon.Name}");

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint virConnectOpen(string uri);

    [LibraryImport(Library)]
    private static partial int virConnectClose(nint connection);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint virDomainLookupByName(nint connection, string name);

    [LibraryImport(Library)]
    private static partial int virDomainGetInfo(nint domain, ref byte info);

    [LibraryImport(Library)]
    private static partial int virDomainFree(nint domain);
}
