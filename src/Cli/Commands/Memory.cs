using Aerostat.Cli.Grammar;
using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>How much memory a guest has.</summary>
static class Memory
{
    const uint Live = 1, Maximum = 4;
    public const ulong Kib = 1024;

    public static IReadOnlyList<Command> All =>
    [
        new("setmem", "domain! size!# config live current -wait -timeout=#", "change how much memory a guest keeps", SetMem)
        {
            About = "Asks the guest to keep this much and give back the rest, within its maximum. Bare numbers count KiB. With --wait, returns once the guest has followed.",
        },
        new("setmaxmem", "domain! size!# config live current", "change the most memory that a guest may have", SetMaxMem),
    ];

    public static IReadOnlyList<Command> Monitoring =>
    [
        new("dommemstat", "domain! -period=# config live current -format=", "show what a guest's memory is used for", Stats)
        {
            About = "Shows what the guest reports of its memory, in KiB; with --period, sets how often it reports, in seconds.",
        },
    ];

    public static ulong InKib(ulong bytes) => bytes / Kib + (bytes % Kib == 0 ? 0 : 1ul);

    static async Task SetMem(Ask ask)
    {
        // virsh says live where nothing is said: a stopped domain is an error then.
        var scope = ask.Scope() ?? Live;
        var kib = InKib(ask.Size("size", Kib));
        var domain = await ask.DomainAsync();
        await using var changes = ask.Has("wait") ? await (await ask.Connection).SubscribeAsync(DomainEvents.BalloonChange, domain) : null;
        await ask.CallAsync(Remote.DomainSetMemoryFlags, new(domain, kib, scope));
        if (changes is not null) await WaitAsync(ask, changes, domain, kib);
    }

    static async Task WaitAsync(Ask ask, EventSubscription<DomainEventCallbackBalloonChangeMsg> changes, DomainRef domain, ulong kib)
    {
        if ((await ask.CallAsync(Remote.DomainGetInfo, new(domain))).Kib == kib) return;
        using var patience = ask.OptionalInt("timeout") is { } seconds ? new CancellationTokenSource(TimeSpan.FromSeconds(seconds), TimeProvider.System) : new();
        var last = 0ul;
        try
        {
            await foreach (var change in changes.WithCancellation(patience.Token))
                if ((last = change.Event.Kib) == kib) return;
        }
        catch (OperationCanceledException)
        {
            throw new CommandException($"The guest has not followed within {ask["timeout"]} seconds; it holds {last} KiB") { Hint = "it may need what it has: see 'aero dommemstat'" };
        }
    }

    static async Task SetMaxMem(Ask ask)
    {
        var scope = ask.Scope() ?? 0;
        var kib = InKib(ask.Size("size", Kib));
        var domain = await ask.DomainAsync();
        await ask.CallAsync(Remote.DomainSetMemoryFlags, new(domain, kib, scope | Maximum)).Or("Unable to change MaxMemorySize");
    }

    static async Task Stats(Ask ask)
    {
        var scope = ask.Scope() ?? 0;
        var period = ask.OptionalInt("period");
        if (period < 0) throw new CommandException($"Invalid collection period value '{period}'");
        var domain = await ask.DomainAsync();
        if (period is { } seconds)
        {
            await ask.CallAsync(Remote.DomainSetMemoryStatsPeriod, new(domain, seconds, scope)).Or("Unable to change balloon collection period.");
            return;
        }
        var stats = (await ask.CallAsync(Remote.DomainMemoryStats, new(domain, (uint)Names.MemoryStatCount, 0))
            .Or($"Failed to get memory statistics for domain {domain.Name}")).Stats;
        ask.Out.Fields(stats.Select(s => (Names.MemoryStat(s.Tag), s.Value)).Where(s => s.Item1 is not null)
            .Select(s => ($"{s.Item1} ", s.Item1!, (Cell)s.Value)), 0);
    }
}
