using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    const long Second = 1_000_000_000;

    /// <summary>What the guest's clock shows.</summary>
    /// <returns>Nanoseconds since 1970.</returns>
    /// <remarks>Source: <c>guest-get-time</c>; libvirt <c>virDomainGetTime</c>.</remarks>
    public Task<(long Seconds, uint Nanoseconds)> TimeAsync(CancellationToken cancel) => AgentAsync("get-time", async agent =>
    {
        var time = (await agent.AskAsync(new GetGuestTime())).Value;
        var seconds = Math.DivRem(time, Second, out var rest);
        return rest < 0 ? (seconds - 1, (uint)(rest + Second)) : (seconds, (uint)rest);
    }, cancel);

    /// <summary>Sets the guest's clock.</summary>
    /// <param name="time">Null: by its own hardware clock.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.InvalidArg"/>: a moment that nanoseconds since 1970 cannot count.</exception>
    /// <remarks>
    /// Source: <c>guest-set-time</c>, QAPI <c>rtc-reset-reinjection</c>: ticks that an x86 guest has missed are not given to it any more, now that
    /// it knows the time. Libvirt <c>virDomainSetTime</c>.
    /// </remarks>
    public async Task SetTimeAsync((long Seconds, uint Nanoseconds)? time, CancellationToken cancel)
    {
        var (live, _) = Agent();
        var isX86 = State.Definition.Os.Arch is null or "x86_64" or "i686";
        if (time is { } t && t.Seconds is > long.MaxValue / Second or < long.MinValue / Second)
            throw Errors.Argument($"Time '{t.Seconds}' is too big for guest agent");
        await AgentAsync("set-time", agent => agent.AskAsync(new SetGuestTime(time is { } at ? checked(at.Seconds * Second) + at.Nanoseconds : null)), cancel);
        if (isX86) await live.AskAsync(new ResetRtcReinjection());
    }
}
