using System.Collections.Immutable;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.NetworkFilters;

// Addresses that nobody has said: a guest shows its own, or is given it before the eyes of the host.
public sealed partial class FilterSet
{
    ImmutableDictionary<string, AddressWatch> watches = ImmutableDictionary<string, AddressWatch>.Empty;

    /// <summary>Looks for a port's addresses where its filter asks for them; one that looks already goes on.</summary>
    void Listen(BoundPort port)
    {
        var (_, how) = Plan(port, known);
        if (watches.TryGetValue(port.Port, out var watch) && (watch.How, watch.Mac, watch.Servers) == (how, port.Binding.Mac, Servers(port))) return;
        Silence(port.Port);
        if (how is AddressLearning.None) return;
        try
        {
            watches = watches.SetItem(port.Port, AddressWatch.Begin(port.Port, port.Binding.Mac, how, Servers(port), port.Addresses, (by, addresses, cancel) => LearnAsync(port.Port, by, addresses, cancel), time, logger));
        }
        // Its guest goes on under the rules of one that has no address yet.
        catch (LinuxException e) { Log.FilterNotInForce(logger, port.Port, e.Message); }
    }

    void Silence(string port)
    {
        if (!watches.TryGetValue(port, out var watch)) return;
        watch.Dispose();
        watches = watches.Remove(port);
    }

    Task LearnAsync(string port, AddressWatch by, ValueList<LearnedAddress> addresses, CancellationToken cancel) => steps.TakeAsync("learn", async () =>
    {
        // The port may have been bound anew meanwhile.
        if (watches.GetValueOrDefault(port) != by || !bound.TryGetValue(port, out var before)) return;
        await PutAsync(before with { Addresses = addresses });
        Log.AddressesKnown(logger, port, addresses.IsEmpty ? "none" : string.Join(", ", addresses.Select(one => one.Address)));
    }, cancel);

    /// <summary>Nobody listens any more; what is in force stays.</summary>
    internal void LetGo()
    {
        foreach (var watch in watches.Values) watch.Dispose();
    }
}
