using System.Globalization;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>The daemon at the other end, seen from inside.</summary>
static class DaemonCommands
{
    const string Unsettled = "-";

    public static IReadOnlyList<Command> All =>
    [
        new("daemon", "action! -format=", "see how the daemon fares", Run)
        {
            About = "status: its version, memory, clients and since when they are there, how long calls took, and which changes of domains are under way. aerostatd alone tells it, and not to read-only connections.",
        },
    ];

    static Task Run(Ask ask) => ask.Text("action") switch
    {
        "status" => StatusAsync(ask),
        var action => throw new CommandException($"daemon has no action '{action}'") { Hint = "say status" },
    };

    static async Task StatusAsync(Ask ask)
    {
        DaemonGetStatusRet status;
        try
        {
            status = await ask.CallAsync(AerostatProgram.DaemonGetStatus, new(0));
        }
        catch (VirtException e) when (e.Code is ErrorCode.Rpc or ErrorCode.NoSupport)
        {
            throw new CommandException("this daemon does not tell how it fares") { Hint = "aerostatd does: see 'aero uri'." };
        }
        if (ask.Out.Format is Format.Json) Json(ask, status);
        else Tell(ask, status);
    }

    static void Tell(Ask ask, DaemonGetStatusRet status)
    {
        ask.Out.Fields(
        [
            ("Version:", "version", status.Version), ("Process:", "pid", status.Pid), ("Up:", "up", Time(status.Seconds)), ("Memory:", "memory", $"{Mib(status.Resident)}, {Mib(status.Heap)} of it objects"),
            ("Threads:", "threads", status.Threads), ("Descriptors:", "descriptors", status.Descriptors), ("Domains:", "domains", $"{status.Domains}, {status.Running} of them running"),
        ], 14);
        ask.Out.Line();
        ask.Out.Rows([("Client", ""), ("User", ""), ("Program", ""), ("Access", ""), ("Since", ""), ("Calls in hand", ""), ("Held", "")], status.Clients.Select(client => (IReadOnlyList<Cell>)
            [client.Pid, (long)client.User, client.Program.Length > 0 ? client.Program : Unsettled, client.ReadOnly ? "read" : "write", Time(client.Seconds), client.Busy, Mib(client.Held)]));
        ask.Out.Line();
        ask.Out.Rows([("Calls", ""), ("Count", ""), ("Failed", ""), .. status.Bounds.Select(bound => ($"< {Short(bound)}", "")), ("longer", ""), ("Longest", "")], status.Calls.Select(calls => (IReadOnlyList<Cell>)
            [calls.Group, calls.Count, calls.Failed, .. calls.Within.Select(count => (Cell)count), Short(calls.Longest)]));
        ask.Out.Line();
        ask.Out.Rows([("Domain", ""), ("Change under way", ""), ("For", ""), ("Waiting", "")], status.Turns.Select(turn => (IReadOnlyList<Cell>)[turn.Domain, turn.What, Short(turn.Microseconds), turn.Waiting]));
    }

    static void Json(Ask ask, DaemonGetStatusRet status) => ask.Out.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("version", status.Version);
        json.WriteNumber("pid", status.Pid);
        json.WriteNumber("up_s", status.Seconds);
        json.WriteNumber("resident_bytes", status.Resident);
        json.WriteNumber("heap_bytes", status.Heap);
        json.WriteNumber("threads", status.Threads);
        json.WriteNumber("descriptors", status.Descriptors);
        json.WriteNumber("domains", status.Domains);
        json.WriteNumber("running", status.Running);
        json.WriteStartArray("clients");
        foreach (var client in status.Clients)
        {
            json.WriteStartObject();
            json.WriteNumber("pid", client.Pid);
            json.WriteNumber("uid", client.User);
            json.WriteString("program", client.Program);
            json.WriteBoolean("read_only", client.ReadOnly);
            json.WriteNumber("since_s", client.Seconds);
            json.WriteNumber("busy", client.Busy);
            json.WriteNumber("held_bytes", client.Held);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("calls");
        foreach (var calls in status.Calls)
        {
            json.WriteStartObject();
            json.WriteString("group", calls.Group);
            json.WriteNumber("count", calls.Count);
            json.WriteNumber("failed", calls.Failed);
            json.WriteNumber("longest_us", calls.Longest);
            json.WriteStartArray("within");
            foreach (var (at, count) in calls.Within.Index())
            {
                json.WriteStartObject();
                if (at < status.Bounds.Length) json.WriteNumber("us", status.Bounds[at]);
                json.WriteNumber("count", count);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("turns");
        foreach (var turn in status.Turns)
        {
            json.WriteStartObject();
            json.WriteString("domain", turn.Domain);
            json.WriteString("what", turn.What);
            json.WriteNumber("for_us", turn.Microseconds);
            json.WriteNumber("waiting", turn.Waiting);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    static string Time(ulong seconds) => TimeSpan.FromSeconds(seconds).ToString(seconds < 86400 ? @"hh\:mm\:ss" : @"d\ hh\:mm\:ss", CultureInfo.InvariantCulture);

    static string Mib(ulong bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MiB");

    static string Short(ulong microseconds) => microseconds switch
    {
        < 1000 => $"{microseconds} us",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000.0:0.#} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e6:0.#} s"),
    };
}
