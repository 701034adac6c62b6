using Aerostat.Protocol;
using BenchmarkDotNet.Attributes;

namespace Aerostat.Bench.Micro;

/// <summary>Messages as they go over the wire: a small one, a list, and the statistics that exporters ask for.</summary>
public class Wire
{
    static readonly Header Header = new(Remote.Program, Remote.Version, 1, MessageType.Reply, 1, MessageStatus.Ok);

    static readonly DomainGetInfoRet Info = new(1, 4 << 20, 2 << 20, 4, 123_456_789);

    static readonly ConnectListAllDomainsRet List = new([.. Enumerable.Range(1, 1000).Select(i => new DomainRef($"guest{i}", Guid.NewGuid(), i))], 1000);

    static readonly ConnectGetAllDomainStatsRet Stats = new([.. Enumerable.Range(1, 20).Select(i => new DomainStatsRecord(new($"guest{i}", Guid.NewGuid(), i),
        [.. Enumerable.Range(0, 60).Select(p => new TypedParam($"block.{p / 10}.rd.bytes{p}", p % 7 == 0 ? "/var/lib/images/guest.qcow2" : (ulong)p << 30))]))]);

    static readonly byte[] listBytes = Bytes(List), statsBytes = Bytes(Stats);

    [Benchmark] public int Info_written() => Written(Info);

    [Benchmark] public int List_of_1000_written() => Written(List);

    [Benchmark] public int List_of_1000_read() => Read<ConnectListAllDomainsRet>(listBytes).Domains.Length;

    [Benchmark] public int Stats_of_20_written() => Written(Stats);

    [Benchmark] public int Stats_of_20_read() => Read<ConnectGetAllDomainStatsRet>(statsBytes).Stats.Length;

    static int Written<T>(in T body) where T : struct, IXdr<T>
    {
        XdrWriter writer = new(256);
        Frame.Write(ref writer, Header, body);
        var length = writer.Length;
        writer.Dispose();
        return length;
    }

    static T Read<T>(byte[] bytes) where T : struct, IXdr<T>
    {
        XdrReader reader = new(bytes);
        return T.Read(ref reader);
    }

    static byte[] Bytes<T>(in T body) where T : struct, IXdr<T>
    {
        XdrWriter writer = new(256);
        body.Write(ref writer);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }
}
