using Aerostat.Cli.Grammar;
using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli;

// What a command asks of the server.
sealed partial class Ask
{
    public Task<VirtConnection> Connection => session.ConnectAsync();

    public async Task<TRet> CallAsync<TArgs, TRet>(Procedure<TArgs, TRet> procedure, TArgs arguments)
        where TArgs : struct, IXdr<TArgs>
        where TRet : struct, IXdr<TRet> => await (await Connection).CallAsync(procedure, arguments);

    public async Task<TRet> CallAsync<TRet>(Procedure<Nothing, TRet> procedure)
        where TRet : struct, IXdr<TRet> => await (await Connection).CallAsync(procedure);

    /// <summary>The domain that the words name: by id, by UUID, by name, in virsh's order.</summary>
    public Task<DomainRef> DomainAsync() => DomainAsync(Text("domain"));

    public async Task<DomainRef> DomainAsync(string name)
    {
        var connection = await Connection;
        if (int.TryParse(name, System.Globalization.NumberStyles.None, null, out var id)
            && await TryAsync(connection.CallAsync(Remote.DomainLookupById, new(id))) is { } byId) return byId.Domain;
        if (Guid.TryParse(name, out var uuid)
            && await TryAsync(connection.CallAsync(Remote.DomainLookupByUuid, new(uuid))) is { } byUuid) return byUuid.Domain;
        if (await TryAsync(connection.CallAsync(Remote.DomainLookupByName, new(name))) is { } byName) return byName.Domain;
        throw new CommandException($"failed to get domain '{name}'") { Hint = await NearestDomainAsync(connection, name) };
    }

    static async Task<string?> NearestDomainAsync(VirtConnection connection, string name)
    {
        if (await TryAsync(connection.CallAsync(Remote.ConnectListAllDomains, new(true, 0))) is not { Domains: var all }) return null;
        return Suggest.Nearest(name, all.Select(d => d.Name)) is { } nearest ? $"did you mean '{nearest}'? 'aero list --all' shows them all" : null;
    }

    /// <summary>The answer, or null where the server refuses.</summary>
    public static async Task<T?> TryAsync<T>(Task<T> call) where T : struct
    {
        try
        {
            return await call;
        }
        catch (VirtException)
        {
            return null;
        }
    }

    public async Task<string> DomainXmlAsync(DomainRef domain, uint flags = 0) => (await CallAsync(Remote.DomainGetXmlDesc, new(domain, flags))).Xml;

    public async Task<bool> IsActiveAsync(DomainRef domain) => (await CallAsync(Remote.DomainIsActive, new(domain))).Active;

    /// <summary>The text of a file that an option names.</summary>
    public string File(string option) => ReadFile(Text(option));

    public static string ReadFile(string path)
    {
        try
        {
            return System.IO.File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"Failed to open file '{path}': No such file or directory");
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandException($"Failed to open file '{path}': Permission denied");
        }
    }

    /// <summary>Where a change to devices goes: null says nothing (the old calls, live only), else libvirt's flags.</summary>
    public async Task<uint?> DeviceScopeAsync(DomainRef domain)
    {
        Exclusive("persistent", "current");
        var scope = Scope();
        if (!Has("persistent")) return scope;
        return (scope ?? 0) | 2u | (await IsActiveAsync(domain) ? 1u : 0);
    }
}

static class Failing
{
    extension<T>(Task<T> task)
    {
        /// <summary>Says what was attempted where it fails; the server's reason stands behind.</summary>
        public async Task<T> Or(string message)
        {
            try
            {
                return await task;
            }
            catch (VirtException e)
            {
                throw new CommandException(message, e);
            }
        }
    }
}
