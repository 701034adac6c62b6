using System.Text.Json;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Straight to QEMU's monitor and to the guest's agent.</summary>
static class Hypervisor
{
    public static IReadOnlyList<Command> All =>
    [
        new("qemu-monitor-command", "domain! hmp pretty return-value -pass-fds= cmd!...", "give QEMU's monitor a command", Monitor)
        {
            About = "Gives QEMU a command of QMP, or with --hmp of its human monitor. The domain may become something that its server does not expect.",
        },
        new("qemu-agent-command", "domain! -timeout=# async block pretty cmd!...", "give the guest's agent a command", Agent),
        new("qemu-monitor-event", "domain= event= pretty loop timeout=# regex no-case timestamp", "show QEMU's own events", Events.Monitor),
    ];

    static async Task Monitor(Ask ask)
    {
        ask.Exclusive("hmp", "pretty");
        ask.Exclusive("hmp", "return-value");
        if (ask.Has("pass-fds")) throw new CommandException("Option --pass-fds is not supported");
        var domain = await ask.DomainAsync();
        var told = await ask.CallAsync(QemuProgram.DomainMonitorCommand, new(domain, ask.Has("hmp") ? Words(ask) : Whole(Words(ask)), ask.Has("hmp") ? 1u : 0));
        var answer = told.Result; // a field of the wire's, already here: nobody waits
        if (ask.Has("return-value"))
        {
            using var whole = Parse(answer);
            if (!whole.RootElement.TryGetProperty("return", out var value)) throw new CommandException("'return' member missing");
            answer = ask.Has("pretty") ? Pretty(value) : value.GetRawText();
        }
        else if (ask.Has("pretty"))
        {
            using var whole = Parse(answer);
            answer = Pretty(whole.RootElement);
        }
        if (ask.Has("pretty") || ask.Has("return-value")) ask.Out.Text(answer);
        else ask.Out.Line(answer);
    }

    static string Words(Ask ask) => string.Join(' ', ask.All("cmd"));

    /// <summary>What is no JSON object is the name of a command.</summary>
    static string Whole(string command)
    {
        try
        {
            using var json = JsonDocument.Parse(command);
            if (json.RootElement.ValueKind is JsonValueKind.Object) return command;
        }
        catch (JsonException)
        {
            // Then it is a name.
        }
        return $$"""{"execute":"{{JsonEncodedText.Encode(command, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}}"}""";
    }

    static async Task Agent(Ask ask)
    {
        const int block = -2, immediately = 0, usual = -1;
        ask.Exclusive("timeout", "async");
        ask.Exclusive("timeout", "block");
        ask.Exclusive("async", "block");
        var timeout = ask.OptionalInt("timeout") ?? (ask.Has("async") ? immediately : ask.Has("block") ? block : usual);
        if (ask.Has("timeout") && timeout < 1) throw new CommandException("timeout must be positive");
        var domain = await ask.DomainAsync();
        var answer = (await ask.CallAsync(QemuProgram.DomainAgentCommand, new(domain, string.Join(' ', ask.All("cmd")), timeout, 0))).Result ?? "";
        if (ask.Has("pretty"))
        {
            using var whole = Parse(answer);
            answer = Pretty(whole.RootElement) + "\n";
        }
        ask.Out.Line(answer);
    }

    static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new CommandException("the answer is no JSON", e);
        }
    }

    public static string Pretty(JsonElement value)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) value.WriteTo(json);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
