using System.Diagnostics;
using System.Runtime.InteropServices;
using Aerostat.Protocol;
using Aerostat.Values;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Server;

/// <summary>One call of one client, and the ways to answer it that are more than a return value.</summary>
public sealed class Call
{
    readonly Header header;
    readonly CallTimes times;
    readonly long since = Stopwatch.GetTimestamp();
    List<SafeHandle>? attached;
    ServerStream? stream;

    internal Call(Session session, Procedure procedure, CallTimes times, in Header header, IReadOnlyList<SafeFileHandle> descriptors)
    {
        (Session, Procedure, ReceivedDescriptors) = (session, procedure, descriptors);
        (this.header, this.times) = (header, times);
    }

    public Session Session { get; }
    public Procedure Procedure { get; }
    public uint Serial => header.Serial;
    public bool ReadOnly => Session.ReadOnly;

    /// <summary>Ends when the client is gone: ends the wait, not the step in hand.</summary>
    public CancellationToken Cancel => Session.Closing;

    /// <summary>What came with the call. It is closed when the call has been answered: keep a duplicate of what must live on.</summary>
    public IReadOnlyList<SafeFileHandle> ReceivedDescriptors { get; }

    /// <exception cref="VirtException">The client said that it sends one, and did not.</exception>
    public SafeFileHandle ReceivedDescriptor(int slot) =>
        slot < ReceivedDescriptors.Count ? ReceivedDescriptors[slot] : throw DispatchErrors.NoDescriptor(slot);

    /// <summary>Refuses flags that are not known here; an unknown one is never ignored.</summary>
    /// <returns>The flags.</returns>
    /// <exception cref="VirtException"><see cref="ErrorCode.InvalidArg"/>, with the bits and the function.</exception>
    public uint Flags(uint flags, uint known) => (flags & ~known) is var unknown and not 0
        ? throw new VirtException(ErrorCode.InvalidArg, $"unsupported flags (0x{unknown:x}) in function {Procedure.DriverApi}", Procedure.DriverDomain) { IsWhole = true }
        : flags;

    /// <summary>Refuses to count further than the protocol can carry.</summary>
    /// <param name="code">libvirt's own code for it, which is not the same everywhere.</param>
    public int UpTo(int wanted, int max, ErrorCode code) => wanted >= 0 && wanted <= max ? wanted
        : throw new VirtException(code, $"{Procedure.Api} was asked for {wanted}, where 0 to {max} can be told", ErrorDomain.Rpc);

    /// <summary>Sends a descriptor with the reply, which owns it from now on.</summary>
    public void Attach(SafeHandle descriptor) => (attached ??= []).Add(descriptor);

    /// <summary>Makes this call the opening of a stream. The pump runs once the reply is sent.</summary>
    /// <param name="pump">Moves the data. Its return is the end of data; what it throws, the client learns.</param>
    /// <exception cref="VirtException">The connection has too many streams.</exception>
    public void Stream(Func<ServerStream, CancellationToken, Task> pump) => stream = Session.Streams.Open(header, pump);

    internal void Reply<TRet>(in TRet answer) where TRet : struct, IXdr<TRet>
    {
        XdrWriter writer = new(512);
        try
        {
            var reply = header.Reply(MessageStatus.Ok);
            if (attached is null) Frame.Write(ref writer, reply, answer);
            else Frame.Write(ref writer, reply with { Type = MessageType.ReplyWithDescriptors }, answer, attached.Count);
        }
        catch (XdrException e)
        {
            writer.Dispose();
            Fail(DispatchErrors.Unencodable(e));
            return;
        }
        Session.Post(Packet.Of(ref writer, attached));
        End(hasFailed: false);
        stream?.Start();
    }

    internal void Fail(Exception error)
    {
        if (stream is not null) Session.Streams.Forget(stream);
        foreach (var descriptor in attached ?? []) descriptor.Dispose();
        if (!Session.Closing.IsCancellationRequested) Session.PostError(header.Reply(MessageStatus.Error), error, Procedure.Name);
        End(hasFailed: true);
    }

    void End(bool hasFailed)
    {
        times.Count(since, hasFailed);
        foreach (var descriptor in ReceivedDescriptors) descriptor.Dispose();
    }
}
