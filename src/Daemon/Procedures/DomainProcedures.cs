using Aerostat.Engine;
using Aerostat.Engine.Domains;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Which domains there are, what they are, and their configuration.</summary>
sealed class DomainProcedures(Hypervisor host)
{
    /// <summary>The longest list of domains. Source: <c>REMOTE_DOMAIN_LIST_MAX</c>.</summary>
    const int Most = 16384;

    DomainSet Domains => host.Domains;

    public void AddTo(ProcedureTable table)
    {
        table
            .On(Remote.DomainLookupById, (args, _) => new DomainLookupByIdRet(Domains.ById(args.Id).Ref))
            .On(Remote.DomainLookupByName, (args, _) => new DomainLookupByNameRet(Domains[args.Name].Ref))
            .On(Remote.DomainLookupByUuid, (args, _) => new DomainLookupByUuidRet(Domains[args.Uuid].Ref))
            .On(Remote.ConnectListAllDomains, List)
            .On(Remote.ConnectNumOfDomains, _ => new ConnectNumOfDomainsRet(Domains.All.Count(d => d.State.IsActive)))
            .On(Remote.ConnectListDomains, (args, call) => new ConnectListDomainsRet([.. Domains.All.Select(d => d.State.Id).Where(id => id >= 0).Take(call.UpTo(args.MaxIds, Most, ErrorCode.Rpc))]))
            .On(Remote.ConnectNumOfDefinedDomains, _ => new ConnectNumOfDefinedDomainsRet(Domains.All.Count(d => !d.State.IsActive)))
            .On(Remote.ConnectListDefinedDomains, (args, call) => new ConnectListDefinedDomainsRet([.. Domains.All.Select(d => d.State).Where(s => !s.IsActive).Select(s => s.Name).Take(call.UpTo(args.MaxNames, Most, ErrorCode.Rpc))]))
            .On(Remote.DomainDefineXml, async (args, call) => new DomainDefineXmlRet((await Domains.DefineAsync(args.Xml, DefineFlags.None, call.Cancel)).Ref))
            .On(Remote.DomainDefineXmlFlags, async (args, call) => new DomainDefineXmlFlagsRet((await Domains.DefineAsync(args.Xml, (DefineFlags)call.Flags(args.Flags, 1), call.Cancel)).Ref))
            .On(Remote.DomainUndefine, (args, call) => Domains.Of(args.Domain).UndefineAsync(UndefineFlags.None, call.Cancel))
            .On(Remote.DomainUndefineFlags, (args, call) => Domains.Of(args.Domain).UndefineAsync((UndefineFlags)call.Flags(args.Flags, 0x7f), call.Cancel))
            .On(Remote.DomainRename, Rename)
            .On(Remote.ConnectDomainXmlToNative, ToNativeAsync)
            .On(Remote.DomainGetXmlDesc, (args, call) => new DomainGetXmlDescRet(Domains.Of(args.Domain).Xml((XmlFlags)call.Flags(args.Flags, 15))));
        table
            .On(Remote.DomainGetInfo, Info)
            .On(Remote.DomainGetState, State)
            .On(Remote.DomainGetOsType, (args, _) => new DomainGetOsTypeRet(Domains.Of(args.Domain).State.Definition.Os.Type.ToString().ToLowerInvariant()))
            .On(Remote.DomainIsActive, (args, _) => new DomainIsActiveRet(Domains.Of(args.Domain).State.IsActive))
            .On(Remote.DomainIsPersistent, (args, _) => new DomainIsPersistentRet(Domains.Of(args.Domain).State.IsPersistent))
            .On(Remote.DomainIsUpdated, (args, _) => new DomainIsUpdatedRet(Domains.Of(args.Domain).State.IsUpdated))
            .On(Remote.DomainGetAutostart, (args, _) => new DomainGetAutostartRet(Domains.Of(args.Domain).State.Autostart))
            .On(Remote.DomainSetAutostart, (args, call) => Domains.Of(args.Domain).SetAutostartAsync(args.Autostart, call.Cancel))
            .On(Remote.DomainGetMessages, Messages)
            .On(Remote.DomainGetSecurityLabel, (args, _) => Label(Domains.Of(args.Domain).SecurityLabel))
            .On(Remote.DomainGetSecurityLabelList, (args, _) => Labels(Domains.Of(args.Domain).SecurityLabel))
            .On(Remote.DomainHasManagedSaveImage, (args, _) => new DomainHasManagedSaveImageRet(Domains.Of(args.Domain).HasManagedSave))
            .On(Remote.DomainGetMetadata, (args, call) => new DomainGetMetadataRet(Domains.Of(args.Domain).GetMetadata((MetadataKind)args.Type, args.Uri, (Scope)call.Flags(args.Flags, 3))))
            .On(Remote.DomainSetMetadata, (args, call) => Domains.Of(args.Domain).SetMetadataAsync((MetadataKind)args.Type, args.Metadata, args.Key, args.Uri, (Scope)call.Flags(args.Flags, 3), call.Cancel));
    }

    DomainGetMessagesRet Messages(DomainGetMessagesArgs args, Call call)
    {
        const uint tainting = 2;
        var flags = call.Flags(args.Flags, 3);
        var domain = Domains.Of(args.Domain);
        return new(flags is 0 || (flags & tainting) != 0 ? [.. domain.Messages()] : []);
    }

    static DomainGetSecurityLabelRet Label(string label) => new(label, label.Length > 0);

    /// <summary>One for each security model: of those there is one at most.</summary>
    DomainGetSecurityLabelListRet Labels(string label) => host.Options.QemuUser is null ? new([], 0) : new([Label(label)], 1);

    ConnectListAllDomainsRet List(ConnectListAllDomainsArgs args, Call call)
    {
        DomainRef[] found = [.. Domains.List((ListFlags)call.Flags(args.Flags, 0xffff)).Select(d => d.Ref)];
        return new(args.NeedResults ? found : [], (uint)found.Length);
    }

    async Task<ConnectDomainXmlToNativeRet> ToNativeAsync(ConnectDomainXmlToNativeArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        if (args.NativeFormat is not "qemu-argv") throw new VirtException(ErrorCode.InvalidArg, $"unsupported config type {args.NativeFormat}");
        return new(await host.NativeAsync(args.DomainXml, call.Cancel));
    }

    async Task<DomainRenameRet> Rename(DomainRenameArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        await Domains.Of(args.Domain).RenameAsync(args.NewName ?? throw new VirtException(ErrorCode.InvalidArg, "new_name must not be NULL", ErrorDomain.Domain), call.Cancel);
        return new(0);
    }

    DomainGetInfoRet Info(DomainGetInfoArgs args, Call call)
    {
        var info = Domains.Of(args.Domain).Info();
        return new((byte)info.Phase.State, info.Maximum.InKib, info.Current.InKib, (ushort)info.Vcpus, info.CpuTime);
    }

    DomainGetStateRet State(DomainGetStateArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        var phase = Domains.Of(args.Domain).State.Phase;
        return new((int)phase.State, phase.Reason);
    }
}
