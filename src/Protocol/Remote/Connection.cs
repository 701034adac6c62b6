namespace Aerostat.Protocol;

// The connection itself: to open it, to close it, and what it is.

public static partial class Remote
{
    public static readonly Procedure<ConnectOpenArgs, Nothing> ConnectOpen = new(1, "connect:getattr");
    public static readonly Procedure<Nothing, Nothing> ConnectClose = new(2, "none");
    public static readonly Procedure<ConnectSupportsFeatureArgs, ConnectSupportsFeatureRet> ConnectSupportsFeature = new(60, "connect:getattr");
    public static readonly Procedure<Nothing, ConnectGetTypeRet> ConnectGetType = new(3, "connect:getattr");
    public static readonly Procedure<Nothing, ConnectGetVersionRet> ConnectGetVersion = new(4, "connect:getattr");
    public static readonly Procedure<Nothing, ConnectGetLibVersionRet> ConnectGetLibVersion = new(157, "connect:getattr");
    public static readonly Procedure<Nothing, ConnectGetUriRet> ConnectGetUri = new(110, "connect:getattr");
    public static readonly Procedure<Nothing, ConnectGetHostnameRet> ConnectGetHostname = new(59, "connect:getattr");
    public static readonly Procedure<Nothing, ConnectIsSecureRet> ConnectIsSecure = new(149, "none");
    public static readonly Procedure<Nothing, Nothing> ConnectRegisterCloseCallback = new(360, "connect:getattr");
    public static readonly Procedure<Nothing, Nothing> ConnectUnregisterCloseCallback = new(361, "connect:getattr");

    public static readonly Event<ConnectEventConnectionClosedMsg> ConnectEventConnectionClosed = new(362);
}

[Xdr] public readonly partial record struct ConnectOpenArgs(string? Name, uint Flags);
[Xdr] public readonly partial record struct ConnectSupportsFeatureArgs(int Feature);
[Xdr] public readonly partial record struct ConnectSupportsFeatureRet(bool Supported);
[Xdr] public readonly partial record struct ConnectGetTypeRet(string Type);
[Xdr] public readonly partial record struct ConnectGetVersionRet(ulong Version);
[Xdr] public readonly partial record struct ConnectGetLibVersionRet(ulong Version);
[Xdr] public readonly partial record struct ConnectGetUriRet(string Uri);
[Xdr] public readonly partial record struct ConnectGetHostnameRet(string Hostname);
[Xdr] public readonly partial record struct ConnectIsSecureRet(bool Secure);
[Xdr] public readonly partial record struct ConnectEventConnectionClosedMsg(int Reason);
