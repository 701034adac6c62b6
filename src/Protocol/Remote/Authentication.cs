namespace Aerostat.Protocol;

// Who the client is. auth_list says which way to show it.

public static partial class Remote
{
    public static readonly Procedure<Nothing, AuthListRet> AuthList = new(66, "none");
    public static readonly Procedure<Nothing, AuthSaslInitRet> AuthSaslInit = new(67, "none");
    public static readonly Procedure<AuthSaslStartArgs, AuthSaslStartRet> AuthSaslStart = new(68, "none");
    public static readonly Procedure<AuthSaslStepArgs, AuthSaslStepRet> AuthSaslStep = new(69, "none");
    public static readonly Procedure<Nothing, AuthPolkitRet> AuthPolkit = new(70, "none");
}

[Xdr] public readonly partial record struct AuthListRet([Max(20)] AuthType[] Types);
[Xdr] public readonly partial record struct AuthSaslInitRet(string Mechanisms);
[Xdr] public readonly partial record struct AuthSaslStartArgs(string Mechanism, int Nil, [Chars(65536)] string Data);
[Xdr] public readonly partial record struct AuthSaslStartRet(int Complete, int Nil, [Chars(65536)] string Data);
[Xdr] public readonly partial record struct AuthSaslStepArgs(int Nil, [Chars(65536)] string Data);
[Xdr] public readonly partial record struct AuthSaslStepRet(int Complete, int Nil, [Chars(65536)] string Data);
[Xdr] public readonly partial record struct AuthPolkitRet(int Complete);
