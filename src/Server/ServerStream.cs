using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Server;

/// <summary>Data that flows on the connection, either way or both, under the serial of the call that opened it.</summary>
/// <remarks>
/// The protocol has no window: back-pressure is the socket's. So a write returns when the socket has taken it, and a reader that lags
/// stops the connection's reading.
/// </remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "A token source without a timer holds nothing, and an abort may come late.")]
public sealed class ServerStream
{
    readonly Session session;
    readonly Header header;
    readonly Func<ServerStream, CancellationToken, Task> pump;
    readonly CancellationTokenSource aborted = new();
    readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Channel<StreamPiece> inbox = Channel.CreateBounded<StreamPiece>(new BoundedChannelOptions(2) { SingleReader = true, SingleWriter = true });
    StreamPiece rest;

    internal ServerStream(Session session, in Header header, Func<ServerStream, CancellationToken, Task> pump)
    {
        (this.session, this.header, this.pump) = (session, header, pump);
    }

    internal uint Serial => header.Serial;
    internal Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Sends data, in packets as large as libvirt's.</summary>
    /// <exception cref="OperationCanceledException">The client wants no more.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        while (!data.IsEmpty)
        {
            cancel.ThrowIfCancellationRequested();
            if (finished.Task.IsCompleted) throw new OperationCanceledException("the client has finished the stream");
            var packet = data[..Math.Min(data.Length, Wire.StreamPacket)];
            await session.SendAsync(Packed(header.Stream(MessageStatus.Continue), packet.Span));
            data = data[packet.Length..];
        }
    }

    /// <summary>Skips zeroes without sending them. Only where the call had the sparse flag.</summary>
    public Task WriteHoleAsync(long length, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        XdrWriter writer = new(64);
        Frame.Write(ref writer, header.Stream(MessageStatus.Continue) with { Type = MessageType.StreamHole }, new StreamHole(length, 0));
        return session.SendAsync(Packet.Of(ref writer));
    }

    /// <summary>The next piece that the client sent: data, or a hole.</summary>
    /// <returns>Null: it has sent all.</returns>
    public async ValueTask<StreamPiece?> ReadAsync(CancellationToken cancel) =>
        await inbox.Reader.WaitToReadAsync(cancel) && inbox.Reader.TryRead(out var piece) ? piece : null;

    /// <summary>Reads into a buffer as from a file; a hole reads as zeroes.</summary>
    /// <returns>0: the client has sent all.</returns>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (rest.Length == 0)
        {
            if (await ReadAsync(cancel) is not { } piece) return 0;
            rest = piece;
        }
        var count = (int)Math.Min(rest.Length, buffer.Length);
        rest = rest.CopyTo(buffer.Span[..count]);
        return count;
    }

    internal bool Owns(in Header packet) => packet.Program == header.Program && packet.Procedure == header.Procedure;

    internal void Start() => Running = RunAsync();

    internal ValueTask TakeAsync(in Header packet, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        switch (packet.Status)
        {
            case MessageStatus.Ok:
                inbox.Writer.TryComplete();
                finished.TrySetResult();
                return default;
            case MessageStatus.Continue when finished.Task.IsCompleted:
                return default;
            case MessageStatus.Continue:
                return PutAsync(packet.Type is MessageType.StreamHole ? StreamPiece.Hole(body.Span) : new(body.ToArray()), cancel);
            default:
                inbox.Writer.TryComplete();
                finished.TrySetResult();
                aborted.Cancel();
                return default;
        }
    }

    async ValueTask PutAsync(StreamPiece piece, CancellationToken cancel)
    {
        try
        {
            await inbox.Writer.WriteAsync(piece, cancel);
        }
        catch (ChannelClosedException)
        {
            // The pump has ended and wants no more: what still comes is dropped until the client hears of it.
        }
    }

    /// <summary>
    /// Whichever way it ends there is one last packet: the failure, or the OK that answers the client's own finish or abort, for which
    /// an end of data on our side has to wait.
    /// </summary>
    async Task RunAsync()
    {
        await Task.Yield();
        using var _ = session.Closing.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), aborted);
        try
        {
            if (await FailureAsync() is { } error)
            {
                session.PostError(header.Stream(MessageStatus.Error), error, "a stream");
                return;
            }
            if (!finished.Task.IsCompleted)
            {
                session.Post(Packed(header.Stream(MessageStatus.Continue), []));
                await finished.Task.WaitAsync(session.Closing);
            }
            session.Post(Packed(header.Stream(MessageStatus.Ok), []));
        }
        catch (OperationCanceledException)
        {
            // The connection is gone, and nobody is left to be told.
        }
        finally
        {
            session.Streams.Forget(this);
        }
    }

    /// <returns>Null: the pump ended well, or because it was asked to.</returns>
    async Task<Exception?> FailureAsync()
    {
        try
        {
            await pump(this, aborted.Token);
            return null;
        }
        catch (OperationCanceledException) when (finished.Task.IsCompleted || session.Closing.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
        finally
        {
            inbox.Writer.TryComplete();
        }
    }

    static Packet Packed(in Header header, ReadOnlySpan<byte> data)
    {
        XdrWriter writer = new(Wire.MinMessage + data.Length);
        Frame.Write(ref writer, header, data);
        return Packet.Of(ref writer);
    }
}

/// <summary>Bytes, or so many zeroes that were not sent.</summary>
public readonly record struct StreamPiece(ReadOnlyMemory<byte> Data, long Zeroes = 0)
{
    public long Length => Data.Length + Zeroes;

    internal static StreamPiece Hole(ReadOnlySpan<byte> body)
    {
        XdrReader reader = new(body);
        return new(default, Math.Max(StreamHole.Read(ref reader).Length, 0));
    }

    /// <returns>What is left.</returns>
    internal StreamPiece CopyTo(Span<byte> target)
    {
        if (Data.IsEmpty)
        {
            target.Clear();
            return this with { Zeroes = Zeroes - target.Length };
        }
        Data.Span[..target.Length].CopyTo(target);
        return this with { Data = Data[target.Length..] };
    }
}
