using System.Diagnostics.CodeAnalysis;
using Aerostat.Linux;
using Aerostat.Protocol;
using Aerostat.Values;
using Microsoft.Extensions.Logging;

namespace Aerostat.Server;

/// <summary>One client's connection, from accept to close.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "EndAsync ends what it owns; its tokens outlive it, and hold nothing.")]
public sealed partial class Session
{
    readonly UnixChannel channel;
    readonly ProcedureTable table;
    readonly ServerOptions options;
    readonly ILogger log;
    readonly Outbox outbox;
    readonly Requests requests;
    readonly Pulse pulse;
    readonly Holding holding;
    readonly Lull lull;
    readonly CancellationTokenSource reading = new();
    readonly CancellationTokenSource closing = new();
    readonly long since;
    readonly TimeProvider time;
    int isOpen, isDropped;
    bool leaving, stopping;

    internal Session(
        UnixChannel channel, bool readOnly, ProcedureTable table, ServerOptions options, TimeProvider time, ILogger log, Holdings holdings, Lull lull)
    {
        (this.channel, this.table, this.options, this.log, holding) = (channel, table, options, log, new(holdings));
        (Peer, ReadOnly) = (channel.Peer, readOnly);
        this.lull = lull;
        (this.time, since) = (time, time.GetTimestamp());
        outbox = new(channel, options.MaxQueuedBytes, holding, () => Drop("it does not read what it is sent"));
        requests = new(options.MaxClientRequests);
        pulse = new(this, options, time);
        Streams = new(this, options.MaxStreams);
    }

    /// <summary>Who connected, as the kernel says.</summary>
    public PeerCredentials Peer { get; }

    /// <summary>By its socket, or by its own wish when it opened.</summary>
    public bool ReadOnly { get; private set; }

    public bool IsOpen => isOpen != 0;

    /// <summary>Since it connected.</summary>
    public TimeSpan Age => time.GetElapsedTime(since);

    /// <summary>Calls that are not answered yet.</summary>
    public int Busy => requests.Count;

    /// <summary>Ends with the connection; who keeps something for a client registers here.</summary>
    public CancellationToken Closing => closing.Token;

    internal ServerStreams Streams { get; }

    /// <summary>Bytes of messages half sent and answers not read.</summary>
    public long Held => holding.Bytes;

    /// <summary>It is not being read, because it has too much to do: its silence is not its own.</summary>
    internal bool IsHeld { get; private set; }

    /// <summary>The client may call from now on.</summary>
    /// <exception cref="VirtException">It has opened already.</exception>
    public void Open(bool readOnly)
    {
        if (Interlocked.Exchange(ref isOpen, 1) != 0) throw DispatchErrors.AlreadyOpen();
        ReadOnly |= readOnly;
    }

    /// <summary>From now on the client is asked, when it is silent, whether it is there: it said that it answers.</summary>
    public void StartKeepalive() => pulse.Start();

    /// <summary>Ends the connection once what has been answered is sent.</summary>
    public void Close() => leaving = true;

    public void SendEvent<T>(Event<T> what, in T body) where T : struct, IXdr<T>
    {
        XdrWriter writer = new(256);
        Frame.Write(ref writer, what.Header, body);
        Post(Packet.Of(ref writer));
    }

    public override string ToString() => $"client of pid {Peer.Pid}, uid {Peer.Uid}";

    /// <summary>Reads no more, lets the calls in hand be answered, closes.</summary>
    internal Task StopAsync()
    {
        stopping = true;
        return reading.CancelAsync();
    }

    internal void Post(Packet packet) => outbox.Post(packet);

    internal Task SendAsync(Packet packet) => outbox.SendAsync(packet);

    internal void Post(in Header header)
    {
        XdrWriter writer = new(Wire.MinMessage);
        Frame.Write(ref writer, header, default(Nothing));
        Post(Packet.Of(ref writer));
    }

    internal void PostError(in Header header, Exception error, string what)
    {
        var known = DispatchErrors.Known(error);
        if (known is null) Log.CallFailed(log, error, what);
        XdrWriter writer = new(512);
        Frame.Write(ref writer, header, known is not null
            ? ErrorRecord.Of(known)
            : ErrorRecord.Of(ErrorCode.InternalError, ErrorDomain.Rpc, $"unexpected failure in {what}", "Look into the daemon's log."));
        Post(Packet.Of(ref writer));
    }

    /// <summary>Gives the client up: it is neither read nor answered any more.</summary>
    internal void Drop(string reason)
    {
        holding.Close();
        if (Interlocked.Exchange(ref isDropped, 1) != 0) return;
        Log.Dropped(log, this, reason);
        reading.Cancel();
        outbox.Abandon();
    }
}
