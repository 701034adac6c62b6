using Aerostat.Engine;
using Aerostat.Engine.Secrets;
using Aerostat.Model;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Pass-phrases that disks and pools need.</summary>
sealed class SecretProcedures(Hypervisor host)
{
    const int Most = 16384;

    SecretSet Secrets => host.Secrets;

    public void AddTo(ProcedureTable table) => table
        .On(Remote.ConnectListAllSecrets, List)
        .On(Remote.ConnectNumOfSecrets, _ => new ConnectNumOfSecretsRet(Secrets.All.Count()))
        .On(Remote.ConnectListSecrets, (args, call) => new ConnectListSecretsRet([.. Secrets.All.Select(secret => $"{secret.Uuid:D}").Take(call.UpTo(args.MaxUuids, Most, Values.ErrorCode.Rpc))]))
        .On(Remote.SecretLookupByUuid, (args, _) => new SecretLookupByUuidRet(Secrets[args.Uuid].Ref))
        .On(Remote.SecretLookupByUsage, (args, _) => new SecretLookupByUsageRet(Secrets.ByUsage((SecretUsage)args.UsageType, args.UsageId).Ref))
        .On(Remote.SecretDefineXml, (args, call) => new SecretDefineXmlRet(Secrets.Define(args.Xml, validate: call.Flags(args.Flags, 1) == 1).Ref))
        .On(Remote.SecretGetXmlDesc, (args, call) =>
        {
            call.Flags(args.Flags, 0);
            return new SecretGetXmlDescRet(SecretXml.Write(Secrets[args.Secret.Uuid]));
        })
        .On(Remote.SecretSetValue, (args, call) =>
        {
            call.Flags(args.Flags, 0);
            if (args.Value.Length == 0) throw new VirtException(ErrorCode.InvalidArg, "value in virSecretSetValue must not be NULL", ErrorDomain.Secret) { IsWhole = true };
            Secrets.SetValue(args.Secret.Uuid, args.Value);
        })
        .On(Remote.SecretGetValue, (args, call) =>
        {
            call.Flags(args.Flags, 0);
            return new SecretGetValueRet(Secrets.Value(args.Secret.Uuid));
        })
        .On(Remote.SecretUndefine, (args, _) => Secrets.Undefine(args.Secret.Uuid));

    ConnectListAllSecretsRet List(ConnectListAllSecretsArgs args, Call call)
    {
        Protocol.SecretRef[] found = [.. Secrets.List((SecretListFlags)call.Flags(args.Flags, 15)).Select(secret => secret.Ref)];
        return new(args.NeedResults ? found : [], (uint)found.Length);
    }
}

/// <summary>How the wire names a secret.</summary>
static class SecretReferences
{
    extension(SecretDefinition secret)
    {
        public Protocol.SecretRef Ref => new(secret.Uuid, (int)secret.Usage, secret.UsageId);
    }
}
