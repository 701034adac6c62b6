using System.Text;
using System.Text.RegularExpressions;
using Aerostat.Qmp;

namespace Aerostat.Fuzz.Tests;

/// <summary>A guest's agent that answers a sync as it should, and then says what it likes.</summary>
sealed partial class AgentTarget : Target
{
    public override string Name => "agent";

    public override IReadOnlyList<string> Words =>
        ["{", "}", "[", "]", "\"", "\n", "null", "true", "\\ud800", "\"return\"", "\"error\"", "\"class\"", "\"desc\"", "\"host-name\"", "\"mountpoint\"", "\"name\"", "\"disk\"", "\"total-bytes\"", "\"used-bytes\"", "\"bus-type\""];

    public override async ValueTask FeedAsync(byte[] input)
    {
        using AgentClient agent = new(new Replay(input, Sync), TimeProvider.System);
        await AskAsync(() => agent.ExecuteAsync(new GetHostName(), null, CancellationToken.None));
        await AskAsync(() => agent.ExecuteAsync(new GetFilesystems(), null, CancellationToken.None));
        await AskAsync(() => agent.ExecuteRawAsync("""{"execute":"guest-info"}""", null, CancellationToken.None));
    }

    static async Task AskAsync(Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (Exception e) when (e is AgentException or TimeoutException) { /* documented */ }
    }

    /// <summary>The answer that belongs to a sync; to all else none.</summary>
    static byte[] Sync(ReadOnlyMemory<byte> said) => Id().Match(Encoding.Latin1.GetString(said.Span)) is { Success: true } id ? [0xff, .. Encoding.ASCII.GetBytes($"{{\"return\": {id.Groups[1].Value}}}\n")] : " "u8.ToArray();

    [GeneratedRegex("\"id\":([0-9]+)")]
    private static partial Regex Id();
}
