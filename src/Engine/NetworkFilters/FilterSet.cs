using System.Collections.Immutable;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>Every network filter of this host. Looking takes what is published; changes come one at a time, and are kept before they are told.</summary>
public sealed partial class FilterSet
{
    readonly FilterStore store;
    readonly ILogger logger;
    readonly TimeProvider time;
    readonly Steps steps;
    ImmutableDictionary<string, NetworkFilter> known = ImmutableDictionary<string, NetworkFilter>.Empty;

    internal FilterSet(Folders folders, ILogger logger, TimeProvider time)
    {
        (this.logger, this.time) = (logger, time);
        (store, ports, firewall) = (new(folders, logger), new(folders, Linux.Host.BootId, logger), new(logger));
        steps = new("the set of network filters", ErrorDomain.Nwfilter, time);
    }

    public IEnumerable<NetworkFilter> All => known.Values;

    /// <exception cref="VirtException"><see cref="ErrorCode.NoNwfilter"/>.</exception>
    public NetworkFilter this[string name] => known.TryGetValue(name, out var filter) ? filter : throw FilterErrors.NoName(name);

    public NetworkFilter this[Guid uuid] => All.FirstOrDefault(filter => filter.Uuid == uuid) ?? throw FilterErrors.NoUuid(uuid);

    /// <summary>A new filter, or another meaning of one that is known: of ports behind it the rules are changed, all in one step, or the filter stays as it was.</summary>
    /// <exception cref="VirtException">The document's own errors; <see cref="ErrorCode.OperationFailed"/>: name or UUID is another's, or the filters would go round in a circle; else why a port cannot have it so.</exception>
    /// <remarks>Source: libvirt <c>virNWFilterDefineXML</c>.</remarks>
    public Task<NetworkFilter> DefineAsync(string xml, bool validate, CancellationToken cancel)
    {
        List<string> leftOver = [];
        var read = NetworkFilterXml.Read(xml, new() { Validate = validate, LeftOver = leftOver });
        foreach (var problem in leftOver) Log.FilterLeftOver(logger, read.Name, problem);
        return steps.TakeAsync("define", async () =>
        {
            var filter = Claimed(read.Uuid == Guid.Empty ? read with { Uuid = Guid.NewGuid() } : read);
            var before = known;
            var next = known.SetItem(filter.Name, filter);
            var behind = bound.Values.Where(port => FilterTree.Reaches(port.Binding.Filter.Filter, filter.Name, next.GetValueOrDefault)).ToList();
            await firewall.PutAsync([.. behind.Select(port => (port.Port, (PortRules?)Plan(port, next).Rules))]);
            try
            {
                store.Write(filter.Name, filter);
            }
            catch
            {
                await firewall.PutAsync([.. behind.Select(port => (port.Port, (PortRules?)Plan(port, before).Rules))]);
                throw;
            }
            known = next;
            foreach (var port in behind) Listen(port);
            return filter;
        }, cancel);
    }

    /// <exception cref="VirtException"><see cref="ErrorCode.NoNwfilter"/>; <see cref="ErrorCode.OperationInvalid"/>: a port is behind it.</exception>
    /// <remarks>Source: libvirt <c>virNWFilterUndefine</c>. Filters that refer to it go on doing so.</remarks>
    public Task UndefineAsync(Guid uuid, CancellationToken cancel) => steps.TakeAsync("undefine", () =>
    {
        var filter = this[uuid];
        if (bound.Values.FirstOrDefault(port => FilterTree.Reaches(port.Binding.Filter.Filter, filter.Name, known.GetValueOrDefault)) is { } user) throw FilterErrors.InUse(user.Port);
        store.Write(filter.Name, null);
        known = known.Remove(filter.Name);
        return Task.CompletedTask;
    }, cancel);

    NetworkFilter Claimed(NetworkFilter filter)
    {
        if (All.FirstOrDefault(other => other.Uuid == filter.Uuid) is { } same && same.Name != filter.Name) throw FilterErrors.Failed($"filter with same UUID but different name ('{same.Name}') already exists");
        if (known.TryGetValue(filter.Name, out var namesake) && namesake.Uuid != filter.Uuid) throw FilterErrors.Failed($"filter '{filter.Name}' already exists with uuid {namesake.Uuid}");
        if (filter.Includes.Any(include => FilterTree.Reaches(include.Filter, filter.Name, known.GetValueOrDefault))) throw FilterErrors.Failed("filter would introduce a loop");
        return filter;
    }
}
