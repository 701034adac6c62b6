using System.Threading.Channels;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Client;

/// <summary>What a stream brings: bytes, or a hole of so many zeros that were not sent.</summary>
public readonly record struct StreamPart(ReadOnlyMemory<byte> Data, long Hole)
{
    public bool IsHole => Hole > 0;
}

/// <summary>The data of a console, a volume, a screenshot.</summary>
/// <remarks>
/// <see cref="FinishAsync"/> ends it well and reports what the server made of it; disposing of a stream that was not finished aborts it.
/// Data that nobody reads holds up its whole connection after <see cref="Bound"/> packets: there is no other way to slow a server down.
/// </remarks>
public sealed class VirtStream : Stream
{
    /// <summary>Packets kept for a reader that is slow.</summary>
    public const int Bound = 256;

    readonly VirtConnection connection;
    readonly Channel<StreamPart> parts = System.Threading.Channels.Channel.CreateBounded<StreamPart>(new BoundedChannelOptions(Bound) { SingleReader = true, SingleWriter = true });
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly CancellationTokenSource dropped = new();
    Header header;
    StreamPart part;
    bool finished;

    internal VirtStream(VirtConnection connection) => this.connection = connection;

    internal void Begin(Header call) => header = call;

    internal async ValueTask TakeAsync(Header packet, ReadOnlyMemory<byte> body)
    {
        if (packet.Status == MessageStatus.Ok) End();
        else if (packet.Type == MessageType.StreamHole) await KeepAsync(new(default, HoleOf(body.Span))).ConfigureAwait(false);
        else if (body.IsEmpty) parts.Writer.TryComplete();
        else await KeepAsync(new(body.ToArray(), 0)).ConfigureAwait(false);
    }

    async ValueTask KeepAsync(StreamPart kept)
    {
        try
        {
            if (!parts.Writer.TryWrite(kept)) await parts.Writer.WriteAsync(kept, dropped.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ChannelClosedException or OperationCanceledException)
        {
            // Nobody reads it any more.
        }
    }

    static long HoleOf(ReadOnlySpan<byte> body)
    {
        XdrReader reader = new(body);
        return StreamHole.Read(ref reader).Length;
    }

    internal void Fail(Exception why)
    {
        connection.Forget(header.Serial);
        parts.Writer.TryComplete(why);
        ended.TrySetException(why);
        // Whoever reads sees it; where nobody does, it is not an unobserved failure of ours.
        _ = ended.Task.Exception;
    }

    void End()
    {
        connection.Forget(header.Serial);
        parts.Writer.TryComplete();
        ended.TrySetResult();
    }

    /// <summary>The next bytes or hole; null at the end of the data.</summary>
    public async ValueTask<StreamPart?> ReadPartAsync(CancellationToken cancel = default)
    {
        if (part.IsHole || part.Data.Length > 0)
        {
            var kept = part;
            part = default;
            return kept;
        }
        while (await parts.Reader.WaitToReadAsync(cancel).ConfigureAwait(false))
            if (parts.Reader.TryRead(out var next)) return next;
        return null;
    }

    /// <summary>Bytes as they come; holes are read as zeros.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || await ReadPartAsync(cancellationToken).ConfigureAwait(false) is not { } next) return 0;
        var count = next.IsHole ? (int)Math.Min(next.Hole, buffer.Length) : Math.Min(next.Data.Length, buffer.Length);
        if (next.IsHole) buffer.Span[..count].Clear();
        else next.Data.Span[..count].CopyTo(buffer.Span);
        part = next.IsHole ? new(default, next.Hole - count) : new(next.Data[count..], 0);
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (var rest = buffer; rest.Length > 0;)
        {
            if (ended.Task.IsCompleted) await ended.Task.ConfigureAwait(false);
            var packet = rest[..Math.Min(rest.Length, Wire.StreamPacket)];
            await connection.SendAsync(header.Stream(MessageStatus.Continue), packet.Span, cancellationToken).ConfigureAwait(false);
            rest = rest[packet.Length..];
        }
    }

    /// <summary>So many zeros, unsent. Only where the opening call said that holes may come.</summary>
    public Task WriteHoleAsync(long length, CancellationToken cancel = default)
    {
        XdrWriter writer = new(16);
        try
        {
            new StreamHole(length, 0).Write(ref writer);
            return connection.SendAsync(header.Stream(MessageStatus.Continue) with { Type = MessageType.StreamHole }, writer.Written, cancel);
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>No more from us; waits until the server has made something of it.</summary>
    /// <exception cref="VirtException">It could not.</exception>
    public async Task FinishAsync(CancellationToken cancel = default)
    {
        finished = true;
        if (!ended.Task.IsCompleted) await connection.SendAsync(header.Stream(MessageStatus.Ok), [], cancel).ConfigureAwait(false);
        await ended.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await dropped.CancelAsync().ConfigureAwait(false);
        if (!finished && !ended.Task.IsCompleted && connection.IsOpen)
        {
            finished = true;
            try
            {
                await connection.SendAsync(header.Stream(MessageStatus.Error), [], CancellationToken.None).ConfigureAwait(false);
            }
            catch (VirtException)
            {
                // The connection went away, and the stream with it.
            }
        }
        End();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() { }
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult(); // the caller has chosen the call that waits

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult(); // as above
}
