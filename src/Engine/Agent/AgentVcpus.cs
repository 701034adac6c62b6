using Aerostat.Engine.Statistics;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

// vCPUs as the guest's own kernel uses them: those that it has switched off are still there.
public sealed partial class Domain
{
    /// <summary>Which vCPUs the guest has, uses, and can do without.</summary>
    /// <remarks>Source: <c>guest-get-vcpus</c>; libvirt <c>virDomainGetGuestVcpus</c>.</remarks>
    public Task<ValueList<Parameter>> GuestVcpusAsync(CancellationToken cancel) => AgentAsync("get-guest-vcpus", async agent =>
    {
        var all = await SeenAsync(agent);
        ValueList<Parameter> told =
        [
            new("vcpus", NumbersOf(all).ToString()),
            new("online", NumbersOf(all.Where(vcpu => vcpu.Online)).ToString()),
            new("offlinable", NumbersOf(all.Where(vcpu => vcpu.CanOffline is true)).ToString()),
        ];
        return told;
    }, cancel);

    /// <summary>How many vCPUs the guest uses.</summary>
    /// <remarks>Source: libvirt <c>virDomainGetVcpusFlags</c> with <c>VIR_DOMAIN_VCPU_GUEST</c>.</remarks>
    public Task<int> GuestVcpuCountAsync(CancellationToken cancel) => !State.IsActive
        ? throw Errors.Argument("vCPU count provided by the guest agent can only be requested for live domains")
        : AgentAsync("get-guest-vcpus", async agent => (await SeenAsync(agent)).Count(vcpu => vcpu.Online), cancel);

    /// <summary>Switches vCPUs on or off within the guest.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.InvalidArg"/>: it has not all of them; <see cref="ErrorCode.OperationUnsupported"/>: it cannot do without one.</exception>
    /// <remarks>Source: <c>guest-set-vcpus</c>; libvirt <c>virDomainSetGuestVcpus</c>.</remarks>
    public Task SetGuestVcpusAsync(CpuSet numbers, bool online, CancellationToken cancel) => AgentAsync("set-guest-vcpus", async agent =>
    {
        var all = await SeenAsync(agent);
        var missing = numbers - NumbersOf(all);
        if (!missing.IsEmpty) throw Errors.Argument($"guest is missing vCPUs '{missing}'");
        if (!online && all.FirstOrDefault(vcpu => vcpu.CanOffline is not true && numbers.Contains(vcpu.LogicalId)) is { } needed)
            throw Errors.Unsupported($"vCPU '{needed.LogicalId}' is not offlinable");
        await SwitchAsync(agent, [.. all.Where(vcpu => vcpu.Online != online && numbers.Contains(vcpu.LogicalId))], online);
    }, cancel);

    /// <summary>Switches so many on, the rest off, the last ones first.</summary>
    /// <remarks>Source: libvirt <c>virDomainSetVcpusFlags</c> with <c>VIR_DOMAIN_VCPU_GUEST</c>.</remarks>
    public Task SetGuestVcpuCountAsync(int count, CancellationToken cancel)
    {
        var there = State.Definition.CurrentVcpus;
        if (count > there) throw Errors.Argument($"requested vcpu count is greater than the count of enabled vcpus in the domain: {count} > {there}");
        return AgentAsync("set-guest-vcpus", async agent =>
        {
            GuestVcpu[] all = [.. (await SeenAsync(agent)).OrderBy(vcpu => vcpu.LogicalId)];
            var online = all.Count(vcpu => vcpu.Online);
            if (count > all.Length) throw Errors.Internal($"guest agent reports less cpu than requested: {all.Length} < {count}");
            GuestVcpu[] changed = count < online
                ? [.. all.Where(vcpu => vcpu is { Online: true, CanOffline: true }).Reverse().Take(online - count)]
                : [.. all.Where(vcpu => !vcpu.Online).Take(count - online)];
            if (changed.Length < Math.Abs(count - online)) throw Errors.Internal("Cannot offline enough CPUs");
            await SwitchAsync(agent, changed, count > online);
        }, cancel);
    }

    /// <summary>The agent may do a part of what it is told; it is told again what is left, as long as it gets on.</summary>
    static async Task SwitchAsync(AgentSession agent, GuestVcpu[] vcpus, bool online)
    {
        while (vcpus.Length > 0)
        {
            var done = (await agent.AskAsync(new SetGuestVcpus([.. vcpus.Select(vcpu => new GuestVcpu(vcpu.LogicalId, online))]))).Value;
            if (done <= 0 || done > vcpus.Length) throw Errors.Internal($"guest agent failed to set state of cpu {vcpus[0].LogicalId}");
            vcpus = vcpus[(int)done..];
        }
    }

    static async Task<GuestVcpu[]> SeenAsync(AgentSession agent)
    {
        var all = await agent.AskAsync(new GetGuestVcpus());
        return all.All(vcpu => vcpu.LogicalId is >= 0 and < CpuSet.Limit) && all.DistinctBy(vcpu => vcpu.LogicalId).Count() == all.Length
            ? all
            : throw Errors.Internal("the guest agent tells of vCPUs that cannot be");
    }

    static CpuSet NumbersOf(IEnumerable<GuestVcpu> vcpus) => CpuSet.Of(vcpus.Select(vcpu => vcpu.LogicalId));
}
