namespace Aerostat.Protocol;

/// <summary>The numbers of libvirt's framing.</summary>
/// <remarks>Source: <c>data/protocol/libvirt-rpc.json</c>, "framing".</remarks>
public static class Wire
{
    /// <summary>The length word; it counts itself.</summary>
    public const int LengthSize = 4;

    public const int HeaderSize = 24;

    /// <summary>The shortest message: length and header.</summary>
    public const int MinMessage = LengthSize + HeaderSize;

    /// <summary>The longest message, its length word included.</summary>
    public const int MaxMessage = LengthSize + 32 * 1024 * 1024;

    /// <summary>The most that libvirt puts into one packet of a stream. Readers take more: go-libvirt sends 4 MiB.</summary>
    public const int StreamPacket = 262_120;

    public const int MaxString = 4 * 1024 * 1024;

    /// <summary>The most descriptors that go with one message, each behind it with a byte of its own.</summary>
    public const int MaxDescriptors = 32;
}

public enum MessageType
{
    Call = 0,
    Reply = 1,

    /// <summary>An event, or a keepalive.</summary>
    Message = 2,
    Stream = 3,
    CallWithDescriptors = 4,
    ReplyWithDescriptors = 5,
    StreamHole = 6,
}

public enum MessageStatus
{
    Ok = 0,
    Error = 1,
    Continue = 2,
}
