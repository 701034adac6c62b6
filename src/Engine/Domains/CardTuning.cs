using Aerostat.Engine.Statistics;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>How much may go through a card; zero is no limit.</summary>
    /// <param name="device">Its hardware address, or its interface on the host.</param>
    /// <remarks>Source: libvirt <c>virDomainGetInterfaceParameters</c>. KiB a second.</remarks>
    public ValueList<Parameter> CardLimit(string device, Scope scope) => CardLimits.Of(NamedCard(State.From(scope), device).Bandwidth);

    /// <summary>There is one definition to read from.</summary>
    public void DemandOne(Scope scope)
    {
        if (scope == (Scope.Live | Scope.Config))
            throw new VirtException(ErrorCode.InvalidArg, "Flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually exclusive", ErrorDomain.Domain) { IsWhole = true };
        _ = State.At(scope);
    }

    /// <summary>One of each, for its name and kind.</summary>
    public static ValueList<Parameter> CardLimitParameters { get; } = CardLimits.Of(null);

    /// <summary>Limits what may go through a card. A way that is spoken of without an average loses its limit; the other stays as it is.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.InvalidArg"/>: no such card. <see cref="ErrorCode.SystemError"/>: the kernel cannot; then all is as before.</exception>
    /// <remarks>Source: libvirt <c>virDomainSetInterfaceParameters</c>.</remarks>
    public Task SetCardLimitAsync(string device, ValueList<Parameter> asked, Scope scope, CancellationToken cancel) => turns.TakeAsync("set-interface", async turn =>
    {
        var at = turn.State.At(scope);
        var next = turn.State.Change(at, definition => definition with { Devices = definition.Devices.Replace(NamedCard(definition, device), Limited(NamedCard(definition, device), asked)) });
        foreach (var definition in new[] { at.HasFlag(Scope.Config) ? next.Saved : null, at.HasFlag(Scope.Live) ? next.Running!.Live : null })
            if (definition is not null) CardLimits.Check(NamedCard(definition, device));
        if (at.HasFlag(Scope.Live)) next = next with { Running = next.Running!.WithLive(await LimitedAsync(next.Running.Live, NamedCard(turn.State.Running!.Live, device), NamedCard(next.Running.Live, device))) };
        await turn.BecomeAsync(next);
    }, cancel);

    /// <summary>The definition whose card has its new limit, and its share of the network's; both or neither.</summary>
    async Task<DomainDefinition> LimitedAsync(DomainDefinition definition, Interface before, Interface after)
    {
        var promised = await CardFloors.PromiseAnewAsync(host, before, after.Bandwidth);
        try
        {
            await CardLimits.SetAsync(after, before.Bandwidth);
        }
        catch
        {
            await CardFloors.PromiseAnewAsync(host, promised with { Bandwidth = after.Bandwidth }, before.Bandwidth);
            throw;
        }
        return definition with { Devices = definition.Devices.Replace(after, after with { TrafficClass = promised.TrafficClass }) };
    }

    static Interface Limited(Interface card, ValueList<Parameter> asked) => card with { Bandwidth = CardLimits.Merge(card.Bandwidth, asked) };

    static Interface NamedCard(DomainDefinition definition, string device)
    {
        var cards = definition.Devices.Interfaces;
        return (MacAddress.TryParse(device, out var mac) ? cards.FirstOrDefault(card => card.Mac == mac) : cards.FirstOrDefault(card => card.Target == device))
            ?? throw Errors.Argument($"'{device}' is not a known interface", ErrorDomain.Domain);
    }
}
