using System.Collections.Immutable;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>Every network filter of this host. Looking takes what is published; changes come one at a time, and are kept before they are told.</summary>
public sealed class FilterSet
{
    readonly FilterStore store;
    readonly ILogger logger;
    readonly Steps steps;
    readonly ImmutableDictionary<string, FilterBinding> bindings = ImmutableDictionary<string, FilterBinding>.Empty;
    ImmutableDictionary<string, NetworkFilter> known = ImmutableDictionary<string, NetworkFilter>.Empty;

    internal FilterSet(Folders folders, ILogger logger, TimeProvider time)
    {
        (store, this.logger) = (new(folders, logger), logger);
        steps = new("the set of network filters", ErrorDomain.Nwfilter, time);
    }

    public IEnumerable<NetworkFilter> All => known.Values;

    /// <exception cref="VirtException"><see cref="ErrorCode.NoNwfilter"/>.</exception>
    public NetworkFilter this[string name] => known.TryGetValue(name, out var filter) ? filter : throw FilterErrors.NoName(name);

    public NetworkFilter this[Guid uuid] => All.FirstOrDefault(filter => filter.Uuid == uuid) ?? throw FilterErrors.NoUuid(uuid);

    /// <summary>Which filter is in force upon which port.</summary>
    public IEnumerable<FilterBinding> Bindings => bindings.Values;

    /// <exception cref="VirtException"><see cref="ErrorCode.NoNwfilterBinding"/>.</exception>
    public FilterBinding BindingOf(string port) => bindings.TryGetValue(port, out var binding) ? binding : throw FilterErrors.NoBinding(port);

    internal void Load() => known = store.Load().ToImmutableDictionary(filter => filter.Name);

    /// <summary>A new filter, or another meaning of one that is known.</summary>
    /// <exception cref="VirtException">The document's own errors; <see cref="ErrorCode.OperationFailed"/>: name or UUID is another's, or the filters would go round in a circle.</exception>
    /// <remarks>Source: libvirt <c>virNWFilterDefineXML</c>.</remarks>
    public Task<NetworkFilter> DefineAsync(string xml, bool validate, CancellationToken cancel)
    {
        List<string> leftOver = [];
        var read = NetworkFilterXml.Read(xml, new() { Validate = validate, LeftOver = leftOver });
        foreach (var problem in leftOver) Log.FilterLeftOver(logger, read.Name, problem);
        return steps.TakeAsync("define", () =>
        {
            var filter = Claimed(read.Uuid == Guid.Empty ? read with { Uuid = Guid.NewGuid() } : read);
            store.Write(filter.Name, filter);
            known = known.SetItem(filter.Name, filter);
            return Task.FromResult(filter);
        }, cancel);
    }

    /// <exception cref="VirtException"><see cref="ErrorCode.NoNwfilter"/>.</exception>
    /// <remarks>Source: libvirt <c>virNWFilterUndefine</c>. Filters that refer to it go on doing so.</remarks>
    public Task UndefineAsync(Guid uuid, CancellationToken cancel) => steps.TakeAsync("undefine", () =>
    {
        var filter = this[uuid];
        store.Write(filter.Name, null);
        known = known.Remove(filter.Name);
        return Task.CompletedTask;
    }, cancel);

    NetworkFilter Claimed(NetworkFilter filter)
    {
        if (All.FirstOrDefault(other => other.Uuid == filter.Uuid) is { } same && same.Name != filter.Name) throw FilterErrors.Failed($"filter with same UUID but different name ('{same.Name}') already exists");
        if (known.TryGetValue(filter.Name, out var namesake) && namesake.Uuid != filter.Uuid) throw FilterErrors.Failed($"filter '{filter.Name}' already exists with uuid {namesake.Uuid}");
        if (Reaches(filter, filter.Name, [])) throw FilterErrors.Failed("filter would introduce a loop");
        return filter;
    }

    /// <summary>Whether a filter's references lead to that name; one that is not defined leads nowhere.</summary>
    bool Reaches(NetworkFilter filter, string name, HashSet<string> seen) =>
        filter.Includes.Any(include => include.Filter == name || seen.Add(include.Filter) && known.TryGetValue(include.Filter, out var next) && Reaches(next, name, seen));
}
