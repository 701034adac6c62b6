using Aerostat.Engine.Store;
using Aerostat.Linux;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>Network filters as files. Those that everybody knows by name come with the folder, once: one that is taken away stays away.</summary>
sealed class FilterStore(Folders folders, ILogger logger)
{
    readonly string folder = Path.Combine(folders.Etc, "nwfilter");
    DocumentFolder Saved => new(folder, "nwfilter", logger);

    /// <param name="xml">Null: there is none of this name any more.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.SystemError"/>: the disk does not take it.</exception>
    public void Write(string name, NetworkFilter? filter)
    {
        try
        {
            Saved.Write(name, filter is null ? null : NetworkFilterXml.Write(filter));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException)
        {
            throw new VirtException(ErrorCode.SystemError, $"cannot keep network filter '{name}': {e.Message}", ErrorDomain.Nwfilter, e) { Hint = $"See whether the disk of {folders.Etc} is full or read-only." };
        }
    }

    public IReadOnlyList<NetworkFilter> Load()
    {
        var isNew = !Directory.Exists(folder);
        DocumentFolder.MakeOwn(folder);
        if (isNew) Install();
        return [.. Saved.Read(text => NetworkFilterXml.Read(text), filter => (filter.Name, filter.Uuid)).Select(read => read.Definition)];
    }

    void Install()
    {
        foreach (var xml in KnownFilters.All)
        {
            var filter = NetworkFilterXml.Read(xml) with { Uuid = Guid.NewGuid() };
            try { Write(filter.Name, filter); }
            // A disk that is full or read-only keeps no daemon from its start.
            catch (VirtException e) { Log.FilterNotKept(logger, filter.Name, e.Message); }
        }
    }
}
