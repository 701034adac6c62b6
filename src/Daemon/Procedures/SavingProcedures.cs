using Aerostat.Engine;
using Aerostat.Engine.Domains;
using Aerostat.Engine.Saving;
using Aerostat.Engine.Statistics;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>The memory of guests, to a file and back.</summary>
sealed class SavingProcedures(Hypervisor host)
{
    const uint SaveBits = 7, RestoreBits = 15, RunBits = 6, DumpBits = 31, Secure = 1;

    static readonly ValueList<Parameter> FileAndXml = [new("file", ""), new("dxml", "")];

    DomainSet Domains => host.Domains;

    public void AddTo(ProcedureTable table) => table
        .On(Remote.DomainSave, (args, call) => Domains.Of(args.Domain).SaveAsync(Absolute(args.To), null, SaveFlags.None, call.Cancel))
        .On(Remote.DomainSaveFlags, (args, call) => Domains.Of(args.Domain).SaveAsync(Absolute(args.To), args.Xml, (SaveFlags)call.Flags(args.Flags, SaveBits), call.Cancel))
        .On(Remote.DomainSaveParams, (args, call) =>
        {
            var (file, xml) = Read(args.Params);
            var flags = (SaveFlags)call.Flags(args.Flags, SaveBits);
            var domain = Domains.Of(args.Domain);
            return file is null ? domain.ManagedSaveAsync(xml, flags, call.Cancel) : domain.SaveAsync(file, xml, flags, call.Cancel);
        })
        .On(Remote.DomainRestore, (args, call) => Domains.RestoreAsync(Absolute(args.From), null, SaveFlags.None, call.Cancel))
        .On(Remote.DomainRestoreFlags, (args, call) => Domains.RestoreAsync(Absolute(args.From), args.Xml, (SaveFlags)call.Flags(args.Flags, RestoreBits), call.Cancel))
        .On(Remote.DomainRestoreParams, (args, call) =>
        {
            var (file, xml) = Read(args.Params);
            if (file is null) throw new VirtException(ErrorCode.OperationUnsupported, "Operation not supported: parameter 'file' is missing: where the memory is kept");
            return Domains.RestoreAsync(file, xml, (SaveFlags)call.Flags(args.Flags, RestoreBits), call.Cancel);
        })
        .On(Remote.DomainSaveImageGetXmlDesc, async (args, call) =>
            new DomainSaveImageGetXmlDescRet(await host.SavedXmlAsync(Absolute(args.File), (XmlFlags)call.Flags(args.Flags, Secure), call.Cancel)))
        .On(Remote.DomainSaveImageDefineXml, (args, call) => host.DefineSavedAsync(Absolute(args.File), args.Xml, (SaveFlags)call.Flags(args.Flags, RunBits), call.Cancel))
        .On(Remote.DomainCoreDump, (args, call) => Domains.Of(args.Domain).DumpAsync(Absolute(args.To), DumpFormat.Elf, (DumpFlags)call.Flags(args.Flags, DumpBits), call.Cancel))
        .On(Remote.DomainCoreDumpWithFormat, (args, call) =>
        {
            var flags = (DumpFlags)call.Flags(args.Flags, DumpBits);
            return args.Format <= (uint)DumpFormat.WinDmp
                ? Domains.Of(args.Domain).DumpAsync(Absolute(args.To), (DumpFormat)args.Format, flags, call.Cancel)
                : throw new VirtException(ErrorCode.InvalidArg, $"dumpformat '{args.Format}' is not supported", ErrorDomain.Domain);
        })
        .On(Remote.DomainManagedSave, (args, call) => Domains.Of(args.Domain).ManagedSaveAsync(null, (SaveFlags)call.Flags(args.Flags, SaveBits), call.Cancel))
        .On(Remote.DomainManagedSaveRemove, (args, call) =>
        {
            call.Flags(args.Flags, 0);
            return Domains.Of(args.Domain).RemoveManagedSaveAsync(call.Cancel);
        })
        .On(Remote.DomainManagedSaveGetXmlDesc, async (args, call) =>
            new DomainManagedSaveGetXmlDescRet(await Domains.Of(args.Domain).ManagedSaveXmlAsync((XmlFlags)call.Flags(args.Flags, Secure), call.Cancel)))
        .On(Remote.DomainManagedSaveDefineXml, (args, call) =>
            Domains.Of(args.Domain).DefineManagedSaveAsync(args.Xml ?? "", (SaveFlags)call.Flags(args.Flags, RunBits), call.Cancel));

    /// <summary>The daemon's working folder means nothing to its clients.</summary>
    static string Absolute(string path) => Path.IsPathRooted(path) ? path
        : throw new VirtException(ErrorCode.InvalidArg, $"invalid argument: path '{path}' must be absolute");

    /// <summary>Without a file it is the managed one.</summary>
    static (string? File, string? Xml) Read(TypedParam[] sent)
    {
        var given = Parameters.Read(sent, FileAndXml);
        var file = given.FirstOrDefault(one => one.Name is "file").Text;
        return (file is null ? null : Absolute(file), given.FirstOrDefault(one => one.Name is "dxml").Text);
    }
}
