namespace Aerostat.Protocol;

// Secrets: pass-phrases that disks and pools need.

public static partial class Remote
{
    public static readonly Procedure<ConnectListAllSecretsArgs, ConnectListAllSecretsRet> ConnectListAllSecrets = new(287, "connect:search_secrets");
    public static readonly Procedure<SecretLookupByUuidArgs, SecretLookupByUuidRet> SecretLookupByUuid = new(141, "secret:getattr");
    public static readonly Procedure<SecretDefineXmlArgs, SecretDefineXmlRet> SecretDefineXml = new(142, "secret:write secret:save");
    public static readonly Procedure<SecretGetXmlDescArgs, SecretGetXmlDescRet> SecretGetXmlDesc = new(143, "secret:read");
    public static readonly Procedure<SecretSetValueArgs, Nothing> SecretSetValue = new(144, "secret:write");
    public static readonly Procedure<SecretGetValueArgs, SecretGetValueRet> SecretGetValue = new(145, "secret:read_secure");
    public static readonly Procedure<SecretUndefineArgs, Nothing> SecretUndefine = new(146, "secret:delete");
    public static readonly Procedure<Nothing, ConnectNumOfSecretsRet> ConnectNumOfSecrets = new(139, "connect:search_secrets");
    public static readonly Procedure<ConnectListSecretsArgs, ConnectListSecretsRet> ConnectListSecrets = new(140, "connect:search_secrets");
    public static readonly Procedure<SecretLookupByUsageArgs, SecretLookupByUsageRet> SecretLookupByUsage = new(147, "secret:getattr");
}

[Xdr] public readonly partial record struct ConnectListAllSecretsArgs(bool NeedResults, uint Flags);
[Xdr] public readonly partial record struct ConnectListAllSecretsRet([Max(16384)] SecretRef[] Secrets, uint Count);
[Xdr] public readonly partial record struct SecretLookupByUuidArgs(Guid Uuid);
[Xdr] public readonly partial record struct SecretLookupByUuidRet(SecretRef Secret);
[Xdr] public readonly partial record struct SecretDefineXmlArgs(string Xml, uint Flags);
[Xdr] public readonly partial record struct SecretDefineXmlRet(SecretRef Secret);
[Xdr] public readonly partial record struct SecretGetXmlDescArgs(SecretRef Secret, uint Flags);
[Xdr] public readonly partial record struct SecretGetXmlDescRet(string Xml);
[Xdr] public readonly partial record struct SecretSetValueArgs(SecretRef Secret, [Max(65536)] byte[] Value, uint Flags);
[Xdr] public readonly partial record struct SecretGetValueArgs(SecretRef Secret, uint Flags);
[Xdr] public readonly partial record struct SecretGetValueRet([Max(65536)] byte[] Value);
[Xdr] public readonly partial record struct SecretUndefineArgs(SecretRef Secret);
[Xdr] public readonly partial record struct ConnectNumOfSecretsRet(int Count);
[Xdr] public readonly partial record struct ConnectListSecretsArgs(int MaxUuids);
[Xdr] public readonly partial record struct ConnectListSecretsRet([Max(16384)] string[] Uuids);
[Xdr] public readonly partial record struct SecretLookupByUsageArgs(int UsageType, string UsageId);
[Xdr] public readonly partial record struct SecretLookupByUsageRet(SecretRef Secret);
