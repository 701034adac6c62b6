using System.Text.Json;

namespace Aerostat.Qmp.Tests;

public class AgentClientTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_agent_still_owes_is_passed_over()
    {
        using ScriptedMonitor guest = new();
        using AgentClient agent = new(guest, TimeProvider.System);
        await guest.SayAsync("""{"return": {"late": true}}""");
        await guest.SayAsync("half an ans");
        await guest.SayAsync("""{"return": 7}""");

        var asked = agent.ExecuteAsync("""{"execute":"guest-ping"}""", null, Cancel);
        await SyncAsync(guest);
        Assert.Equal("guest-ping", (await guest.HearAsync()).GetProperty("execute").GetString());
        await guest.SayAsync("""{"return": {}}""");
        Assert.Equal("""{"return": {}}""", await asked);
    }

    [Fact]
    public async Task A_refusal_is_an_answer()
    {
        using ScriptedMonitor guest = new();
        using AgentClient agent = new(guest, TimeProvider.System);
        var asked = agent.ExecuteAsync("""{"execute":"guest-fly"}""", null, Cancel);
        await SyncAsync(guest);
        await guest.HearAsync();
        await guest.SayAsync("""{"error": {"class": "CommandNotFound", "desc": "no such command"}}""");
        Assert.Contains("CommandNotFound", await asked);
    }

    [Fact]
    public async Task An_agent_that_does_not_answer_is_given_up_and_heard_again_later()
    {
        using ScriptedMonitor guest = new();
        using AgentClient agent = new(guest, TimeProvider.System);
        var asked = agent.ExecuteAsync("""{"execute":"guest-ping"}""", TimeSpan.FromMilliseconds(50), Cancel);
        await SyncAsync(guest);
        await guest.HearAsync();
        Assert.Equal("guest agent is not responding", (await Assert.ThrowsAsync<TimeoutException>(() => asked)).Message);

        await guest.SayAsync("""{"return": {"too": "late"}}""");
        asked = agent.ExecuteAsync("""{"execute":"guest-ping"}""", null, Cancel);
        await SyncAsync(guest);
        await guest.HearAsync();
        await guest.SayAsync("""{"return": {}}""");
        Assert.Equal("""{"return": {}}""", await asked);
    }

    [Fact]
    public async Task A_closed_channel_is_told()
    {
        using ScriptedMonitor guest = new();
        using AgentClient agent = new(guest, TimeProvider.System);
        guest.HangUp();
        var error = await Assert.ThrowsAsync<QmpException>(() => agent.ExecuteAsync("""{"execute":"guest-ping"}""", null, Cancel));
        Assert.Equal("Closed", error.Kind);
    }

    /// <summary>Answers the sync as the agent does, delimiter in front.</summary>
    static async Task SyncAsync(ScriptedMonitor guest)
    {
        var sync = await guest.HearAsync();
        Assert.Equal("guest-sync-delimited", sync.GetProperty("execute").GetString());
        await guest.SayAsync($$"""{"return": {{sync.GetProperty("arguments").GetProperty("id").GetInt32()}}}""", 0xff);
    }
}
