using Aerostat.Qmp;

namespace Aerostat.Fuzz.Tests;

/// <summary>A whole conversation with a QEMU that says what it likes: greeting, answers, events.</summary>
sealed class QmpTarget : Target
{
    public override string Name => "qmp";

    public override IReadOnlyList<string> Words =>
        ["{", "}", "[", "]", "\"", ":", ",", "\n", "null", "true", "false", "\\ud800", "\\u0000", "\"event\"", "\"return\"", "\"error\"", "\"id\"", "\"QMP\"", "\"data\"", "\"timestamp\"", "\"class\"", "\"desc\"", "\"capabilities\"", "\"oob\"", "{\"a\":", "[["];

    public override async ValueTask FeedAsync(byte[] input)
    {
        try
        {
            await using var client = await QmpClient.OpenAsync(new Replay(input).Begin(), CancellationToken.None);
            await AskAsync(client, new QueryStatus());
            await AskAsync(client, new QueryCpusFast());
            await AskAsync(client, new QueryBlock());
            await AskAsync(client, new QueryMigrate());
            await AskAsync(client, new QueryChardev());
            using var wait = client.Expect(happened => happened.Text("device") is "a" || happened.Flag("a", "b"));
            await client.Closed;
            while (client.Events.TryRead(out var happened))
                _ = (happened.DataText, happened.Text("device"), happened.Text("data", "a"), happened.Flag("guest"), happened.Flag("flags", "a"), happened.UInt64("actual"), happened.Int64("offset"));
        }
        catch (QmpException) { /* documented */ }
    }

    static async Task AskAsync<T>(QmpClient client, Command<T> command) where T : class
    {
        try
        {
            await client.ExecuteAsync(command, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (QmpException) { /* documented; the next question is asked all the same */ }
    }
}
