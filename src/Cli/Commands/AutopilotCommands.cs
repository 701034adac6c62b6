using System.Xml.Linq;
using Aerostat.Cli.Grammar;
using Aerostat.Cli.Shell;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>The memory pilot, seen and told.</summary>
static class AutopilotCommands
{
    const string Namespace = "urn:aerostat:autopilot:1";
    const int Element = 2;

    public static IReadOnlyList<Command> All =>
    [
        .. MemoryView.All,
        new("autopilot", "action! argument= live config -mode= -floor= -ceiling= -shares= release -seconds=# -file= -format=", "see the memory pilot, set what it may do, record and replay it", Run)
        {
            About = "status [GUEST]: what the pilot may do with each guest, and what it thinks. set GUEST with --mode off|observe|on, --floor, --ceiling, --shares: writes the guest's policy into its metadata, for now and for good unless --live or --config says otherwise; "
                + "--release withdraws a setmem that the pilot keeps to. log [GUEST]: its last decisions. record [--seconds N] [--file FILE]: writes down what it sees. replay FILE: lets it decide on a recording. "
                + "simulate: reads observations from standard input, one JSON object a line, and answers each with the targets that the pilot would set; nothing is moved, no connection is made.",
        },
    ];

    static Task Run(Ask ask) => ask.Text("action") switch
    {
        "simulate" => Simulate(ask),
        "status" => StatusAsync(ask),
        "set" => SetAsync(ask),
        "log" => LogAsync(ask),
        "record" => PilotRecording.RunAsync(ask),
        "replay" => Replay(ask),
        var action => throw new CommandException($"autopilot has no action '{action}'") { Hint = "say status, set, log, record, replay or simulate" },
    };

    static Task Simulate(Ask ask)
    {
        // Whoever listens reads JSON and nothing else.
        ask.Out.Quiet = true;
        using DescriptorStream input = new(0), output = new(1);
        AutopilotSimulation.Run(input, output);
        return Task.CompletedTask;
    }

    static Task Replay(Ask ask)
    {
        if (!ask.Has("argument")) throw new CommandException("replay needs a file") { Hint = "aero autopilot record --file FILE makes one" };
        PilotRecording.Replay(ask);
        return Task.CompletedTask;
    }

    static string[] Guests(Ask ask) => ask["argument"] is { } guest ? [guest] : [];

    static async Task LogAsync(Ask ask) => PilotLog.Show(ask, await PilotView.AllAsync(ask, Guests(ask), log: true));

    static async Task StatusAsync(Ask ask)
    {
        var guests = await PilotView.AllAsync(ask, Guests(ask));
        ask.Out.View([("Guest", "guest"), ("Mode", "mode"), ("Floor", "floor_bytes"), ("Ceiling", "ceiling_bytes"), ("Shares", "shares"), ("Ordered", "ordered"), ("Reason", "reason"), ("Problem", "problem")],
            guests.Select(g => (IReadOnlyList<Cell>)
            [
                g.Name, new(g.Mode, g.Known ? g.Mode : null), new(PilotView.Size(g.Number("min_bytes")), g.Number("min_bytes")), new(PilotView.Size(g.Ceiling), g.Ceiling), new($"{g.Number("shares")}", g.Number("shares")),
                new(g.True("ordered") ? PilotView.Size(g.Target) : "-", g.True("ordered") ? g.Target : null), new(g.Reason, g.Known ? g.Reason : null), new(g.Text("problem") ?? "-", g.Text("problem")),
            ]));
    }

    /// <summary>Writes what is given into the guest's own policy, and leaves the rest of it as it is.</summary>
    static async Task SetAsync(Ask ask)
    {
        if (!ask.Has("argument")) throw new CommandException("set needs a guest") { Hint = "aero autopilot set GUEST --mode on" };
        string[] words = ["mode", "floor", "ceiling", "shares"];
        if (!ask.Has("release") && !words.Any(ask.Has)) throw new CommandException("nothing to set") { Hint = "give --mode, --floor, --ceiling, --shares or --release" };
        if (ask["mode"] is { } mode && mode is not ("off" or "observe" or "on")) throw new CommandException($"there is no mode '{mode}'") { Hint = "say off, observe or on" };
        if (ask["shares"] is { } shares && !(int.TryParse(shares, out var weight) && weight is >= 1 and <= 10000)) throw new CommandException($"shares are 1 to 10000, not '{shares}'");
        _ = ask.OptionalSize("floor");
        if (ask.OptionalSize("ceiling") is { } bytes and < 1 << 20) throw new CommandException($"a ceiling of {new Bytes(bytes)} is less than any guest can have") { Hint = "give it with a unit: --ceiling 1GiB" };

        var domain = await ask.DomainAsync(ask.Text("argument"));
        var running = await ask.IsActiveAsync(domain);
        var persistent = (await ask.CallAsync(Remote.DomainIsPersistent, new(domain))).Persistent;
        var scope = ask.Flags(("live", 1), ("config", 2)) is not 0 and var said ? said : (running ? 1u : 0) | (persistent ? 2u : 0);
        if ((scope & 1) != 0 && !running) throw new CommandException($"domain '{domain.Name}' is not running") { Hint = "leave --live out, or start it first" };
        if ((scope & 2) != 0 && !persistent) throw new CommandException($"domain '{domain.Name}' has no saved definition") { Hint = "leave --config out" };
        List<(uint Scope, string Policy)> made = [];
        foreach (var one in (uint[])[1, 2])
        {
            if ((scope & one) == 0) continue;
            var policy = await PolicyAsync(ask, domain, one);
            var memory = policy.Elements().FirstOrDefault(e => e.Name.LocalName == "memory") ?? new XElement(policy.Name.Namespace + "memory");
            if (memory.Parent is null) policy.Add(memory);
            foreach (var word in words) if (ask[word] is { } value) memory.SetAttributeValue(word, word is "floor" or "ceiling" ? new Bytes(ask.Size(word)).ToString() : value);
            Refuse(memory);
            made.Add((one, policy.ToString()));
        }
        // Both are known to be right before either is said.
        foreach (var (one, policy) in made)
            await ask.CallAsync(Remote.DomainSetMetadata, new(domain, Element, policy, "autopilot", Namespace, one)).Or($"Failed to set the pilot's policy for domain '{domain.Name}'");
        ask.Out.Text(ask.Has("release") && !words.Any(ask.Has) ? $"The memory pilot is free again to steer domain '{domain.Name}'\n" : $"The memory pilot's policy for domain '{domain.Name}' is set\n");
    }

    /// <summary>A daemon would keep the last good policy instead: better to hear of it here.</summary>
    static void Refuse(XElement memory)
    {
        if (memory.Attribute("floor")?.Value is { } floor && memory.Attribute("ceiling")?.Value is { } ceiling && MemorySize(floor) > MemorySize(ceiling))
            throw new CommandException($"a floor of {floor} is above the ceiling of {ceiling}") { Hint = "give both, --floor below --ceiling" };

        static double? MemorySize(string text) => text.Split(' ') is [var number, .. var unit] && double.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out var count)
            && (unit.Length == 0 ? 1 : Bytes.Unit(unit[0])) is { } factor ? count * factor : null;
    }

    static async Task<XElement> PolicyAsync(Ask ask, DomainRef domain, uint scope) =>
        await Ask.TryAsync(ask.CallAsync(Remote.DomainGetMetadata, new(domain, Element, Namespace, scope))) is { Metadata: { } known } ? XmlText.Parse(known) : new XElement("autopilot");
}
