namespace Aerostat.Protocol;

/// <summary>The program that asks whether the other side still listens: no bodies, no replies, serial 0.</summary>
/// <remarks>A client answers only after it has asked for <see cref="Feature.Keepalive"/>; a server always.</remarks>
public static class Keepalive
{
    public const uint Program = 0x6b656570;
    public const uint Version = 1;

    public const int PingNumber = 1;
    public const int PongNumber = 2;

    public static readonly Header Ping = new(Program, Version, PingNumber, MessageType.Message, 0, MessageStatus.Ok);
    public static readonly Header Pong = Ping with { Procedure = PongNumber };
}
