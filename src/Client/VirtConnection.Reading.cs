using Aerostat.Protocol;
using Aerostat.Values;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Client;

// What the server sends: one reader sorts it.
public sealed partial class VirtConnection
{
    long lastHeard;

    async Task ReadAsync()
    {
        VirtException? why = null;
        try
        {
            while (await channel.ReceiveAsync().ConfigureAwait(false) is { } message)
            {
                lastHeard = options.Clock.GetTimestamp();
                await TakeAsync(message).ConfigureAwait(false);
            }
            if (!closing) why = MessageChannel.Lost("End of file while reading data: Input/output error");
        }
        catch (VirtException e)
        {
            why = closing ? null : e;
        }
        catch (XdrException e)
        {
            why = MessageChannel.Lost($"a message that cannot be read: {e.Message}", e);
        }
        End(why);
    }

    async ValueTask TakeAsync(ReadOnlyMemory<byte> message)
    {
        var header = HeaderOf(message.Span);
        var body = message[Wire.HeaderSize..];
        switch (header.Type)
        {
            case MessageType.Message when header.Program == Keepalive.Program:
                if (header.Procedure == Keepalive.PingNumber) await SendAsync(Keepalive.Pong, [], CancellationToken.None).ConfigureAwait(false);
                break;
            case MessageType.Message:
                events.Take(header, body.Span);
                break;
            case MessageType.Reply:
                Answer(header, body.Span, []);
                break;
            case MessageType.ReplyWithDescriptors:
                // What is behind the message may move the buffer.
                var copy = body.ToArray();
                var descriptors = await channel.ReceiveDescriptorsAsync(CountOf(copy)).ConfigureAwait(false);
                Answer(header, copy.AsSpan(sizeof(int)), descriptors);
                break;
            case MessageType.Stream or MessageType.StreamHole when calls.Stream(header.Serial) is { } stream:
                if (header.Status == MessageStatus.Error) stream.Fail(ErrorOf(body.Span));
                else await stream.TakeAsync(header, body).ConfigureAwait(false);
                break;
        }
    }

    void Answer(Header header, ReadOnlySpan<byte> body, SafeFileHandle[] descriptors)
    {
        if (calls.Take(header.Serial) is not { } call)
            foreach (var unwanted in descriptors) unwanted.Dispose();
        else if (header.Status == MessageStatus.Error) call.Fail(ErrorOf(body));
        else call.Complete(body, descriptors);
    }

    static Header HeaderOf(ReadOnlySpan<byte> message)
    {
        XdrReader reader = new(message);
        return Header.Read(ref reader);
    }

    static int CountOf(ReadOnlySpan<byte> body)
    {
        XdrReader reader = new(body);
        return reader.Int();
    }

    static VirtException ErrorOf(ReadOnlySpan<byte> body)
    {
        XdrReader reader = new(body);
        return ErrorRecord.Read(ref reader).ToException();
    }

    /// <summary>Asks a silent server whether it still is there; gives it up after too many questions.</summary>
    async Task WatchAsync(TimeSpan interval)
    {
        lastHeard = options.Clock.GetTimestamp();
        using PeriodicTimer timer = new(interval, options.Clock);
        var asked = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(ending.Token).ConfigureAwait(false))
            {
                if (options.Clock.GetElapsedTime(lastHeard) < interval) asked = 0;
                else if (asked++ < options.KeepaliveCount) await SendAsync(Keepalive.Ping, [], ending.Token).ConfigureAwait(false);
                else End(new(ErrorCode.InternalError, "internal error: connection closed due to keepalive timeout", ErrorDomain.Rpc));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or VirtException)
        {
            // The connection ended; its reader says why.
        }
    }
}
