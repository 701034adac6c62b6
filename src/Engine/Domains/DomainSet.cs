using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Aerostat.Engine.Events;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>Every domain of this host, by UUID, name and id. Looking takes no lock; name and UUID are claimed together.</summary>
public sealed partial class DomainSet
{
    readonly Hypervisor host;
    readonly Lock naming = new();
    readonly ConcurrentDictionary<Guid, Domain> byUuid = [];
    readonly ConcurrentDictionary<string, Domain> byName = [];

    internal DomainSet(Hypervisor host) => this.host = host;

    public IEnumerable<Domain> All => byUuid.Values;

    /// <exception cref="VirtException"><see cref="ErrorCode.NoDomain"/>.</exception>
    public Domain this[Guid uuid] => byUuid.TryGetValue(uuid, out var domain) ? domain : throw Errors.NoDomainUuid(uuid);

    /// <param name="name">For the message alone: a domain is known by its UUID.</param>
    public Domain this[Guid uuid, string name] => byUuid.TryGetValue(uuid, out var domain) ? domain : throw Errors.NoDomainUuid(uuid, name);

    public Domain this[string name] => byName.TryGetValue(name, out var domain) ? domain : throw Errors.NoDomainName(name);

    public Domain ById(int id) => byUuid.Values.FirstOrDefault(d => d.State.Id == id && id >= 0) ?? throw Errors.NoDomainId(id);

    public bool TryGet(Guid uuid, [NotNullWhen(true)] out Domain? domain) => byUuid.TryGetValue(uuid, out domain);

    public IEnumerable<Domain> List(ListFlags flags) => flags == ListFlags.None ? All : All.Where(d => d.Matches(flags));

    /// <summary>Saves a configuration: a new domain, or the next start of a known one.</summary>
    /// <param name="xml">A domain document; what it leaves open is filled in as libvirt fills it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="VirtException">The document's own errors; <see cref="ErrorCode.OperationFailed"/>: name or UUID is another's.</exception>
    /// <remarks>Source: libvirt <c>virDomainDefineXMLFlags</c>. Cost: one turn, one file written and synced.</remarks>
    public async Task<Domain> DefineAsync(string xml, DefineFlags flags, CancellationToken cancel)
    {
        var definition = await host.ReadAsync(xml, flags.HasFlag(DefineFlags.Validate), cancel);
        var (domain, isNew) = Claim(definition, transient: false);
        try
        {
            var wasPersistent = await domain.SaveAsync(definition, cancel);
            host.Events.Publish(new LifecycleEvent(domain.State.Ident, Lifecycle.Defined, wasPersistent ? 1 : 0));
            return domain;
        }
        catch when (isNew)
        {
            Forget(domain);
            throw;
        }
    }

    /// <summary>Starts a domain that is gone again when its guest ends.</summary>
    /// <param name="owner">The connection whose end destroys it, where <see cref="StartFlags.AutoDestroy"/> asks for that.</param>
    /// <remarks>Source: libvirt <c>virDomainCreateXML</c>. A persistent domain that is off may be started by other XML this way.</remarks>
    public async Task<Domain> CreateAsync(string xml, StartFlags flags, object? owner, CancellationToken cancel)
    {
        var definition = await host.ReadAsync(xml, flags.HasFlag(StartFlags.Validate), cancel);
        var (domain, isNew) = Claim(definition, transient: true);
        try
        {
            await domain.StartAsync(definition, flags, owner, cancel);
            return domain;
        }
        catch when (isNew)
        {
            Forget(domain);
            throw;
        }
    }

    (Domain Domain, bool IsNew) Claim(DomainDefinition definition, bool transient)
    {
        var uuid = definition.Uuid;
        lock (naming)
        {
            if (byUuid.TryGetValue(uuid, out var known))
            {
                if (known.State.Name != definition.Name) throw Errors.Failed($"domain '{known.State.Name}' is already defined with uuid {uuid}", ErrorDomain.Domain);
                if (transient && known.State.IsActive) throw Errors.Invalid($"domain '{known.State.Name}' is already active", ErrorDomain.Domain);
                return (known, false);
            }
            if (byName.TryGetValue(definition.Name, out var namesake))
                throw Errors.Failed($"domain '{definition.Name}' already exists with uuid {namesake.State.Uuid}", ErrorDomain.Domain);
            Domain domain = new(host, new(definition.Name, uuid, null, null, Phase.OffUnknown, false));
            Add(domain);
            return (domain, true);
        }
    }

    internal void Add(Domain domain)
    {
        byUuid[domain.State.Uuid] = domain;
        byName[domain.State.Name] = domain;
    }

    /// <summary>The domain has neither a guest nor a configuration any more.</summary>
    internal void Forget(Domain domain)
    {
        lock (naming)
        {
            byUuid.TryRemove(new(domain.State.Uuid, domain));
            byName.TryRemove(new(domain.State.Name, domain));
        }
    }

    /// <summary>Claims a new name; the old one is free when <paramref name="rename"/> has succeeded.</summary>
    internal async Task RenameAsync(Domain domain, string from, string to, Func<Task> rename)
    {
        lock (naming)
        {
            if (!byName.TryAdd(to, domain)) throw Errors.Invalid($"domain with name '{to}' already exists", ErrorDomain.Domain);
        }
        try
        {
            await rename();
            byName.TryRemove(from, out _);
        }
        catch
        {
            byName.TryRemove(to, out _);
            throw;
        }
    }

    /// <summary>A client has gone: what it wanted to die with it, does.</summary>
    public async Task OwnerGoneAsync(object owner)
    {
        foreach (var domain in All.Where(d => d.Owner == owner))
        {
            try { await domain.DestroyAsync(DestroyFlags.None, CancellationToken.None); }
            catch (VirtException) when (!domain.State.IsActive) { /* it ended by itself meanwhile */ }
        }
    }
}
