using Aerostat.Cli.Grammar;
using Aerostat.Client;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Start, stop, and what lies between.</summary>
static class Lifecycle
{
    public static IReadOnlyList<Command> All =>
    [
        new("start", "domain! console paused autodestroy bypass-cache force-boot pass-fds= reset-nvram", "start a domain that is defined", Start)
        {
            About = "Starts a domain. Where its memory was saved, it goes on from there, unless --force-boot discards that.",
        },
        new("create", "file! console paused autodestroy pass-fds= validate reset-nvram", "start a transient domain from an XML file", Create),
        new("destroy", "domain! graceful remove-logs", "end a domain at once, as if its plug were pulled", Destroy)
        {
            About = "Ends a running domain at once. What its guest has not written is lost; the domain's definition stays.",
        },
        new("shutdown", "domain! mode= -wait -timeout=#", "ask a domain to shut itself down", Shutdown)
        {
            About = "Presses the guest's power button, and returns; with --wait, once the domain is off.",
        },
        new("reboot", "domain! mode=", "ask a domain to start anew", Reboot),
        new("reset", "domain!", "reset a domain, as by its reset button", ask =>
            Tell(ask, d => ask.CallAsync(Remote.DomainReset, new(d, 0)), d => $"Domain '{d}' was reset\n", d => $"Failed to reset domain '{d}'")),
        new("suspend", "domain!", "pause a domain", ask =>
            Tell(ask, d => ask.CallAsync(Remote.DomainSuspend, new(d)), d => $"Domain '{d}' suspended\n", d => $"Failed to suspend domain '{d}'")),
        new("resume", "domain!", "let a paused domain go on", ask =>
            Tell(ask, d => ask.CallAsync(Remote.DomainResume, new(d)), d => $"Domain '{d}' resumed\n", d => $"Failed to resume domain '{d}'")),
        new("inject-nmi", "domain!", "send a domain a non-maskable interrupt", async ask => await ask.CallAsync(Remote.DomainInjectNmi, new(await ask.DomainAsync(), 0))),
        new("set-lifecycle-action", "domain! type! action! config live current", "set what follows when a guest powers off, starts anew or panics", SetAction),
        new("send-process-signal", "domain! pid! signame!", "send a signal to a process within a guest", Signals.Send),
        new("autostart", "domain! disable", "start a domain whenever its host starts", Autostart),
    ];

    static async Task Tell(Ask ask, Func<DomainRef, Task<Nothing>> call, Func<string, string> done, Func<string, string> failed)
    {
        var domain = await ask.DomainAsync();
        await call(domain).Or(failed(ask.Text("domain")));
        ask.Out.Extra(done(ask.Text("domain")));
    }

    static async Task Start(Ask ask)
    {
        var domain = await ask.DomainAsync();
        if (domain.Id != -1) throw new CommandException("Domain is already active");
        if (ask.Has("pass-fds")) throw new CommandException("Option --pass-fds is not supported");
        var flags = ask.Flags(("paused", 1), ("autodestroy", 2), ("bypass-cache", 4), ("force-boot", 8), ("reset-nvram", 32));

        if (flags == 0) await ask.CallAsync(Remote.DomainCreate, new(domain)).Or($"Failed to start domain '{domain.Name}'");
        else await ask.CallAsync(Remote.DomainCreateWithFlags, new(domain, flags)).Or($"Failed to start domain '{domain.Name}'");
        ask.Out.Extra($"Domain '{domain.Name}' started\n");
        if (ask.Has("console")) await Consoles.AttachAsync(ask, domain, null, 0);
    }

    static async Task Create(Ask ask)
    {
        var path = ask.Text("file");
        var flags = ask.Flags(("paused", 1), ("autodestroy", 2), ("validate", 16), ("reset-nvram", 32));
        var domain = (await ask.CallAsync(Remote.DomainCreateXml, new(ask.File("file"), flags)).Or($"Failed to create domain from {path}")).Domain;
        ask.Out.Extra($"Domain '{domain.Name}' created from {path}\n");
        if (ask.Has("console")) await Consoles.AttachAsync(ask, domain, null, 0);
    }

    static async Task Destroy(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var name = ask.Text("domain");
        var flags = ask.Flags(("graceful", 1), ("remove-logs", 2));
        await (flags == 0 ? ask.CallAsync(Remote.DomainDestroy, new(domain)) : ask.CallAsync(Remote.DomainDestroyFlags, new(domain, flags)))
            .Or($"Failed to destroy domain '{name}'");
        ask.Out.Extra($"Domain '{name}' destroyed\n");
    }

    /// <summary>How a guest is told, by libvirt's bits.</summary>
    static uint Mode(Ask ask)
    {
        var mode = 0u;
        foreach (var word in (ask.OptionalText("mode") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            mode |= word switch
            {
                "acpi" => 1,
                "agent" => 2,
                "initctl" => 4,
                "signal" => 8,
                "paravirt" => 16u,
                _ => throw new CommandException($"Unknown mode {word} value, expecting 'acpi', 'agent', 'initctl', 'signal' or 'paravirt'"),
            };
        return mode;
    }

    static async Task Shutdown(Ask ask)
    {
        var mode = Mode(ask);
        var domain = await ask.DomainAsync();
        var name = ask.Text("domain");
        await using var ending = ask.Has("wait") ? await (await ask.Connection).SubscribeAsync(DomainEvents.Lifecycle, domain) : null;

        await (mode == 0 ? ask.CallAsync(Remote.DomainShutdown, new(domain)) : ask.CallAsync(Remote.DomainShutdownFlags, new(domain, mode)))
            .Or($"Failed to shutdown domain '{name}'");
        ask.Out.Extra($"Domain '{name}' is being shutdown\n");
        if (ending is not null) await WaitForStopAsync(ask, ending, name);
    }

    static async Task WaitForStopAsync(Ask ask, EventSubscription<DomainEventCallbackLifecycleMsg> events, string name)
    {
        const int stopped = 5;
        ask.Out.Flush();
        using var patience = ask.OptionalInt("timeout") is { } seconds ? new CancellationTokenSource(TimeSpan.FromSeconds(seconds), TimeProvider.System) : new();
        try
        {
            await foreach (var message in events.WithCancellation(patience.Token))
                if (message.Event.Event == stopped)
                {
                    ask.Out.Extra($"Domain '{name}' is shut off\n");
                    return;
                }
        }
        catch (OperationCanceledException)
        {
            throw new CommandException($"Domain '{name}' still runs after {ask["timeout"]} seconds") { Hint = $"'aero destroy {name}' ends it at once" };
        }
    }

    static async Task SetAction(Ask ask)
    {
        string[] types = ["poweroff", "reboot", "crash"], actions = ["destroy", "restart", "rename-restart", "preserve", "coredump-destroy", "coredump-restart"];
        var scope = ask.Scope() ?? 0;
        var (type, action) = (Array.IndexOf(types, ask.Text("type")), Array.IndexOf(actions, ask.Text("action")));
        if (type < 0) throw new CommandException($"Invalid lifecycle type '{ask.Text("type")}'.");
        if (action < 0) throw new CommandException($"Invalid lifecycle action '{ask.Text("action")}'.");
        await ask.CallAsync(Remote.DomainSetLifecycleAction, new(await ask.DomainAsync(), (uint)type, (uint)action, scope)).Or("Unable to change lifecycle action.");
    }

    static async Task Reboot(Ask ask)
    {
        var mode = Mode(ask);
        await Tell(ask, d => ask.CallAsync(Remote.DomainReboot, new(d, mode)), d => $"Domain '{d}' is being rebooted\n", d => $"Failed to reboot domain '{d}'");
    }

    static async Task Autostart(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var name = ask.Text("domain");
        var on = !ask.Has("disable");
        await ask.CallAsync(Remote.DomainSetAutostart, new(domain, on)).Or(on ? $"Failed to mark domain '{name}' as autostarted" : $"Failed to unmark domain '{name}' as autostarted");
        ask.Out.Extra(on ? $"Domain '{name}' marked as autostarted\n" : $"Domain '{name}' unmarked as autostarted\n");
    }
}
