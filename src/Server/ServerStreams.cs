using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Server;

/// <summary>The streams of one connection, by the serial of the calls that opened them.</summary>
sealed class ServerStreams(Session session, int max)
{
    readonly Dictionary<uint, ServerStream> streams = [];

    public ServerStream Open(in Header header, Func<ServerStream, CancellationToken, Task> pump)
    {
        ServerStream stream = new(session, header, pump);
        lock (streams)
        {
            if (streams.Count >= max) throw new VirtException(ErrorCode.OperationFailed, $"connection has {max} open streams", ErrorDomain.Streams);
            if (!streams.TryAdd(header.Serial, stream))
                throw new VirtException(ErrorCode.InvalidStream, $"call {header.Serial}", ErrorDomain.Streams);
        }
        return stream;
    }

    /// <summary>Gives a packet to its stream. One for no stream is ignored.</summary>
    public ValueTask TakeAsync(in Header header, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        ServerStream? stream;
        lock (streams) streams.TryGetValue(header.Serial, out stream);
        return stream is not null && stream.Owns(header) ? stream.TakeAsync(header, body, cancel) : default;
    }

    public void Forget(ServerStream stream)
    {
        lock (streams) streams.Remove(stream.Serial);
    }

    /// <summary>When all pumps have ended.</summary>
    public Task EndAsync()
    {
        lock (streams) return Task.WhenAll(streams.Values.Select(stream => stream.Running));
    }
}
