using System.Collections.Immutable;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.NetworkFilters;

// Filters in force: upon guests' taps, and upon ports that a client names.
public sealed partial class FilterSet
{
    readonly BindingStore ports;
    readonly PortFirewall firewall;
    ImmutableDictionary<string, BoundPort> bound = ImmutableDictionary<string, BoundPort>.Empty;

    /// <summary>Which filter is in force upon which port.</summary>
    public IEnumerable<FilterBinding> Bindings => bound.Values.Select(port => port.Told);

    /// <exception cref="VirtException"><see cref="ErrorCode.NoNwfilterBinding"/>.</exception>
    public FilterBinding BindingOf(string port) => bound.TryGetValue(port, out var found) ? found.Told : throw FilterErrors.NoBinding(port);

    /// <summary>Puts a filter in force upon a port, whoever has it.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationFailed"/>: one is in force there; else as <see cref="Demand"/>, or what the kernel refused. Nothing is left behind.</exception>
    /// <remarks>Source: libvirt <c>virNWFilterBindingCreateXML</c>.</remarks>
    public Task<FilterBinding> CreateBindingAsync(string xml, bool validate, CancellationToken cancel)
    {
        var binding = FilterBindingXml.Read(xml, new() { Validate = validate });
        return steps.TakeAsync("bind", async () =>
        {
            if (bound.ContainsKey(binding.Port)) throw FilterErrors.Failed($"binding '{binding.Port}' already exists");
            return (await PutAsync(BoundPort.Of(binding))).Told;
        }, cancel);
    }

    /// <exception cref="VirtException"><see cref="ErrorCode.NoNwfilterBinding"/>.</exception>
    /// <remarks>Source: libvirt <c>virNWFilterBindingDelete</c>. A guest's card lets everything through from now on.</remarks>
    public Task DeleteBindingAsync(string port, CancellationToken cancel) => steps.TakeAsync("unbind", () => TakeAwayAsync(bound.TryGetValue(port, out var found) ? found : throw FilterErrors.NoBinding(port)), cancel);

    /// <summary>Demands that a card's filter is there, whole, and has all values that it needs.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: a filter is missing, or a value.</exception>
    internal void Demand(FilterRef filter, MacAddress mac) => Plan(BoundPort.Of(new() { Port = "vnet0", Mac = mac, Filter = filter }), known);

    /// <summary>Puts a card's filter in force before its guest may use it; what was in force there is replaced.</summary>
    internal Task BindAsync(FilterBinding binding) => steps.TakeAsync("bind", () => PutAsync(BoundPort.Of(binding)), CancellationToken.None);

    /// <summary>Takes a port's rules away; there may be none.</summary>
    /// <param name="owner">Whose they are: a name that another guest has been given since is left to it.</param>
    internal async Task UnbindAsync(string port, Guid owner)
    {
        if (!bound.ContainsKey(port)) return;
        try
        {
            await steps.TakeAsync("unbind", () => bound.TryGetValue(port, out var found) && found.Binding.OwnerUuid == owner ? TakeAwayAsync(found) : Task.CompletedTask, CancellationToken.None);
        }
        catch (Exception e) when (e is VirtException or LinuxException) { Log.FilterLeft(logger, port, e.Message); }
    }

    /// <summary>Filters of before, and what was in force: whole again, or gone where the port is.</summary>
    internal async Task LoadAsync()
    {
        known = store.Load().ToImmutableDictionary(filter => filter.Name);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        foreach (var port in ports.Load()) bound = bound.SetItem(port.Port, port with { Addresses = LearnedAddress.Current(port.Addresses, now) });
        foreach (var port in bound.Values) await (NetworkInterface.Exists(port.Port) ? TryRenewAsync(port) : UnbindAsync(port.Port, port.Binding.OwnerUuid));
    }

    Task TryRenewAsync(BoundPort port) => steps.TakeAsync("renew", async () =>
    {
        try { await PutAsync(port); }
        // What is in force since before stays so.
        catch (Exception e) when (e is VirtException or LinuxException) { Log.FilterNotInForce(logger, port.Port, e.Message); }
    }, CancellationToken.None);

    /// <summary>What stands in the kernel for a port, and what of it is still to be found out.</summary>
    static (PortRules Rules, AddressLearning Learning) Plan(BoundPort port, ImmutableDictionary<string, NetworkFilter> filters)
    {
        var (filter, variables) = (port.Binding.Filter.Filter, port.Variables);
        var rules = FilterTree.Rules(filter, variables, filters.GetValueOrDefault);
        var missing = FilterTree.Missing(rules);
        if (missing is [])
        {
            // An address that was shown stays; one that was given may end, and others may come.
            var isAsked = rules.Exists(placed => placed.Rule.Variables.Any(variable => variable.Name == FilterVariables.Ip));
            return (PortRules.Of(port.Port, FilterTree.Filled(rules)), isAsked && LearningOf(port) is AddressLearning.Dhcp ? AddressLearning.Dhcp : AddressLearning.None);
        }
        if (missing is not [FilterVariables.Ip] || LearningOf(port) is AddressLearning.None)
            throw FilterErrors.Internal($"Cannot instantiate filter due to unresolvable variables or unavailable list elements: {string.Join(", ", missing)}", "Give them values: <filterref …><parameter name='…' value='…'/>.");
        return LearningOf(port) is AddressLearning.Any ? (PortRules.UntilKnown(port.Port, port.Binding.Mac), AddressLearning.Any) : (PortRules.UntilGiven(port.Port, port.Binding.Mac, Servers(port)), AddressLearning.Dhcp);
    }

    static ValueList<string> Servers(BoundPort port) => port.Variables["DHCPSERVER"] ?? [];

    /// <summary>None: its addresses are said, or nobody shall look for them.</summary>
    static AddressLearning LearningOf(BoundPort port)
    {
        var asked = FilterVariables.Of(port.Binding.Filter.Parameters);
        if (asked[FilterVariables.Ip] is not null) return AddressLearning.None;
        return asked[FilterVariables.Learning]?[0].ToLowerInvariant() switch
        {
            null or "any" => AddressLearning.Any,
            "dhcp" => AddressLearning.Dhcp,
            "none" => AddressLearning.None,
            _ => throw new VirtException(ErrorCode.ParseFailed, $"failed to parse configuration file filter '{port.Binding.Filter.Filter}' learning value '{asked[FilterVariables.Learning]?[0]}' invalid.", ErrorDomain.Nwfilter) { Hint = "It may be any, dhcp or none." },
        };
    }

    /// <summary>The file comes before the rules: whatever is there of a port can be found again.</summary>
    async Task<BoundPort> PutAsync(BoundPort port)
    {
        var before = bound.GetValueOrDefault(port.Port);
        var (rules, _) = Plan(port, known);
        ports.Write(port);
        try
        {
            await firewall.PutAsync([(port.Port, rules)]);
        }
        catch
        {
            if (before is null) ports.Remove(port.Port);
            else ports.Write(before);
            throw;
        }
        bound = bound.SetItem(port.Port, port);
        Listen(port);
        return port;
    }

    async Task TakeAwayAsync(BoundPort port)
    {
        Silence(port.Port);
        await firewall.PutAsync([(port.Port, null)]);
        ports.Remove(port.Port);
        bound = bound.Remove(port.Port);
    }
}
