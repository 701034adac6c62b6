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
    public void Write(string name, NetworkFilter? filter) =>
        DocumentFolder.Keep($"network filter '{name}'", ErrorDomain.Nwfilter, folders.Etc, () => Saved.Write(name, filter is null ? null : NetworkFilterXml.Write(filter)));

    public IReadOnlyList<NetworkFilter> Load()
    {
        if (!Directory.Exists(folder)) Install();
        if (!Directory.Exists(folder)) return [];
        DocumentFolder.MakeOwn(folder);
        return [.. Saved.Read(text => NetworkFilterXml.Read(text), filter => (filter.Name, filter.Uuid)).Select(read => read.Definition)];
    }

    /// <summary>All at once: a folder that is there is whole.</summary>
    void Install()
    {
        var made = $"{folder}.new";
        try
        {
            DocumentFolder.MakeOwn(made);
            DocumentFolder known = new(made, "nwfilter", logger);
            foreach (var filter in KnownFilters.All.Select(xml => NetworkFilterXml.Read(xml) with { Uuid = Guid.NewGuid() })) known.Write(filter.Name, NetworkFilterXml.Write(filter), durable: false);
            Directory.Move(made, folder);
            AtomicFile.Sync(folders.Etc);
        }
        // A disk that is full or read-only keeps no daemon from its start.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException) { Log.FilterNotKept(logger, "clean-traffic, and the others that everybody knows", e.Message); }
    }
}
