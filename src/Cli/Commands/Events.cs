using System.Globalization;
using System.Runtime.InteropServices;
using Aerostat.Cli.Grammar;
using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>Events shown as they come.</summary>
static class Events
{
    public static IReadOnlyList<Command> All =>
    [
        new("event", "domain= event= all loop timeout=# list timestamp", "show what happens to domains", Domains)
        {
            About = "Waits for one event, or with --loop for all until interrupted. --list names the kinds.",
        },
    ];

    static async Task Domains(Ask ask)
    {
        if (ask.Has("list"))
        {
            foreach (var name in DomainEventNames.All) ask.Out.Line(name);
            return;
        }
        var kinds = DomainEventNames.Kinds;
        if (ask.OptionalText("event") is { } wanted)
        {
            if (ask.Has("all")) throw new CommandException("Options --event and --all are mutually exclusive");
            kinds = [.. kinds.Where(kind => kind.Name == wanted)];
            if (kinds.Count == 0) throw new CommandException($"unknown event type {wanted}") { Hint = Suggest.Nearest(wanted, DomainEventNames.All) is { } near ? $"did you mean '{near}'?" : null };
        }
        else if (!ask.Has("all"))
        {
            throw new CommandException("one of --list, --all, or --event <type> is required");
        }
        DomainRef? filter = ask.Has("domain") ? await ask.DomainAsync() : null;
        await ShowAsync(ask, [.. kinds.Select(kind => (Listener)((connection, tell, ready, cancel) => kind.Listen(connection, filter, tell, ready, cancel)))]);
    }

    public static async Task Monitor(Ask ask)
    {
        const uint regex = 1, noCase = 2;
        MonitorEventFilter filter = new(ask.Has("domain") ? await ask.DomainAsync() : null, ask.OptionalText("event"), ask.Flags(("regex", regex), ("no-case", noCase)));
        await ShowAsync(ask, [Of(OtherEvents.Monitor, filter, m => string.Create(CultureInfo.InvariantCulture,
            $"event {m.Event} at {m.Seconds}.{m.Micros:D6} for domain '{m.Domain.Name}': {Details(ask, m.Details)}"))]);
    }

    static string Details(Ask ask, string? details)
    {
        if (details is null || !ask.Has("pretty")) return details ?? "<null>";
        using var json = System.Text.Json.JsonDocument.Parse(details);
        return Hypervisor.Pretty(json.RootElement);
    }

    public delegate Task Listener(VirtConnection connection, Action<string> tell, TaskCompletionSource ready, CancellationToken cancel);

    public static Listener Of<TFilter, TMessage>(EventKind<TFilter, TMessage> kind, TFilter? filter, Func<TMessage, string> words)
        where TFilter : struct
        where TMessage : struct, IXdr<TMessage> => async (connection, tell, ready, cancel) =>
    {
        await using var events = await connection.SubscribeAsync(kind, filter, cancel);
        ready.TrySetResult();
        await foreach (var message in events.WithCancellation(cancel)) tell(words(message));
    };

    /// <summary>Shows events until there was one (with <c>--loop</c>: for ever), the time is up, or we are interrupted.</summary>
    public static async Task ShowAsync(Ask ask, IReadOnlyList<Listener> listeners)
    {
        var connection = await ask.Connection;
        using CancellationTokenSource ending = new();
        var received = 0;
        string? why = null;
        void Tell(string line)
        {
            lock (ending)
            {
                if (ending.IsCancellationRequested) return;
                received++;
                ask.Out.Line(ask.Has("timestamp") ? $"{TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)}+0000: {line}" : line);
                ask.Out.Flush();
                if (!ask.Has("loop")) ending.Cancel();
            }
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            lock (ending)
            {
                why = "event loop interrupted";
                ending.Cancel();
            }
        });
        if (ask.OptionalInt("timeout") is { } seconds)
        {
            if (seconds <= 0) throw new CommandException($"Numeric value '{seconds}' for <timeout> option is malformed or out of range");
            ending.CancelAfter(TimeSpan.FromSeconds(seconds));
        }
        await ListenAsync(connection, listeners, Tell, ending.Token);
        if (received == 0 || ask.Has("loop")) why ??= "event loop timed out";
        if (why is not null) ask.Out.Line(why);
        ask.Out.Line($"events received: {received}");
        if (received == 0) throw CommandException.Silent;
    }

    static async Task ListenAsync(VirtConnection connection, IReadOnlyList<Listener> listeners, Action<string> tell, CancellationToken cancel)
    {
        List<Task> running = [];
        foreach (var listener in listeners)
        {
            TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
            var task = listener(connection, tell, ready, cancel);
            running.Add(task);
            // One after the other, as virsh registers: the first refusal ends it.
            if (await Task.WhenAny(task, ready.Task) == task && task.IsFaulted) await task;
        }
        try
        {
            await Task.WhenAll(running);
        }
        catch (OperationCanceledException)
        {
            // By Ctrl+C, at the first event or when the time is up: the end that was asked for.
        }
    }
}
