namespace Aerostat.Protocol;

/// <summary>What every message begins with, behind its length.</summary>
/// <param name="Serial">The caller's number for its call; 1 in events, 0 in keepalives.</param>
[Xdr]
public readonly partial record struct Header(
    uint Program, uint Version, int Procedure, MessageType Type, uint Serial, MessageStatus Status)
{
    /// <summary>The header that answers this one.</summary>
    public Header Reply(MessageStatus status) => this with { Type = MessageType.Reply, Status = status };

    /// <summary>A header of the stream that this call opened.</summary>
    public Header Stream(MessageStatus status) => this with { Type = MessageType.Stream, Status = status };
}
