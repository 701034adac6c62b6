using System.Text.Json;
using Aerostat.Server.Tests;

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

        var asked = agent.ExecuteRawAsync("""{"execute":"guest-ping"}""", null, Cancel);
        await SyncAsync(guest);
        Assert.Equal("guest-ping", (await guest.HearAsync()).GetProperty("execute").GetString());
        await guest.SayAsync("""{"return": {}}""");
        Assert.Equal("""{"return":{}}""", await asked);
    }

    [Fact]
    public async Task One_sync_serves_a_turn()
    {
        using ScriptedMonitor guest = new();
        using AgentClient agent = new(guest, TimeProvider.System);
        var asked = PingAsync(agent);
        await SyncAsync(guest);
        await PongAsync(guest, asked);
        await PongAsync(guest, PingAsync(agent));

        agent.BeginTurn();
        asked = PingAsync(agent);
        await SyncAsync(guest);
        await PongAsync(guest, asked);
    }

    [Fact]
    public async Task A_refusal_is_thrown_in_the_agents_words()
    {
        using ScriptedMonitor guest = new();
        using AgentClient agent = new(guest, TimeProvider.System);
        var asked = agent.ExecuteRawAsync("""{"execute":"guest-fly"}""", null, Cancel);
        await SyncAsync(guest);
        await guest.HearAsync();
        await guest.SayAsync("""{"error": {"class": "CommandNotFound", "desc": "no such command"}}""");
        var error = await Assert.ThrowsAsync<AgentException>(() => asked);
        Assert.True(error.IsUnsupported);
        Assert.Equal("unable to execute QEMU agent command 'guest-fly': no such command", error.Message);
    }

    [Fact]
    public async Task An_agent_that_does_not_answer_is_given_up_and_heard_again_later()
    {
        using ScriptedMonitor guest = new();
        ManualTime time = new();
        using AgentClient agent = new(guest, time);
        var asked = agent.ExecuteRawAsync("""{"execute":"guest-ping"}""", TimeSpan.FromSeconds(3), Cancel);
        await SyncAsync(guest);
        await guest.HearAsync();
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("guest agent is not responding", (await Assert.ThrowsAsync<TimeoutException>(() => asked)).Message);

        await guest.SayAsync("""{"return": {"too": "late"}}""");
        asked = agent.ExecuteRawAsync("""{"execute":"guest-ping"}""", null, Cancel);
        await SyncAsync(guest);
        await guest.HearAsync();
        await guest.SayAsync("""{"return": {}}""");
        Assert.Equal("""{"return":{}}""", await asked);
    }

    [Fact]
    public async Task A_closed_channel_is_told()
    {
        using ScriptedMonitor guest = new();
        using AgentClient agent = new(guest, TimeProvider.System);
        guest.HangUp();
        Assert.True((await Assert.ThrowsAsync<AgentException>(() => agent.ExecuteRawAsync("""{"execute":"guest-ping"}""", null, Cancel))).IsClosed);
    }

    [Theory]
    [InlineData('x')]
    [InlineData('\u00ff')]
    public async Task A_flood_without_an_end_is_let_go_and_ends_with_patience(char drop)
    {
        using ScriptedMonitor guest = new();
        using AgentClient agent = new(guest, TimeProvider.System);
        var asked = agent.ExecuteRawAsync("""{"execute":"guest-ping"}""", TimeSpan.FromMilliseconds(500), Cancel);
        byte[] piece = [.. Enumerable.Repeat((byte)drop, 64 * 1024)];
        // Once it has given up nobody takes what is said.
        for (var i = 0; i < 1600 && !asked.IsCompleted; i++) await Task.WhenAny(guest.SayRawAsync(piece), asked);
        // Were it kept, it would be nonsense at 24 MiB.
        await Assert.ThrowsAsync<TimeoutException>(() => asked);
    }

    [Theory]
    [InlineData("""{"return": 7}""")]
    [InlineData("""{"error": {"class": "GenericError", "desc": "no"}}""")]
    [InlineData("not even JSON")]
    [InlineData("[1, 2]")]
    public async Task Only_the_number_that_was_said_is_a_sync(string lie)
    {
        using ScriptedMonitor guest = new();
        using AgentClient agent = new(guest, TimeProvider.System);
        var asked = agent.ExecuteRawAsync("""{"execute":"guest-ping"}""", null, Cancel);
        var id = (await guest.HearAsync()).GetProperty("arguments").GetProperty("id").GetInt32();
        await guest.SayAsync(lie, 0xff);
        await guest.SayAsync($$"""{"return": {{id}}}""", 0xff);
        await guest.SayAsync("""{"return": {}}""");
        // Had the lie been believed, the number would have been the answer.
        Assert.Equal("""{"return":{}}""", await asked);
    }

    [Fact]
    public async Task An_agent_that_is_silent_from_the_start_is_given_five_seconds()
    {
        using ScriptedMonitor guest = new();
        ManualTime time = new();
        using AgentClient agent = new(guest, time);
        var asked = agent.ExecuteRawAsync("""{"execute":"guest-ping"}""", null, Cancel);
        await guest.HearAsync();
        time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<TimeoutException>(() => asked);
    }

    [Theory]
    [InlineData("""{"return": {"host-name": 7}}""")]
    [InlineData("""{"return": {}}""")]
    [InlineData("""{"return": null}""")]
    [InlineData("""{"greeting": "hello"}""")]
    [InlineData("\u0001\u0002{{{")]
    public async Task An_answer_of_another_form_is_nonsense(string answer)
    {
        using ScriptedMonitor guest = new();
        using AgentClient agent = new(guest, TimeProvider.System);
        var asked = agent.ExecuteAsync(new GetHostName(), null, Cancel);
        await SyncAsync(guest);
        await guest.HearAsync();
        await guest.SayAsync(answer);
        Assert.True((await Assert.ThrowsAsync<AgentException>(() => asked)).IsNonsense);
    }

    [Fact]
    public async Task What_this_agent_does_not_tell_is_null()
    {
        using ScriptedMonitor guest = new();
        using AgentClient agent = new(guest, TimeProvider.System);
        var asked = agent.ExecuteAsync(new GetFilesystems(), null, Cancel);
        await SyncAsync(guest);
        await guest.HearAsync();
        await guest.SayAsync("""{"return": [{"name": "vda1", "mountpoint": "/", "type": "ext4", "disk": [{"bus-type": "virtio", "bus": 0, "unit": 0, "target": 0, "later": true}]}]}""");
        var only = Assert.Single(await asked);
        Assert.Null(only.UsedBytes);
        Assert.Equal("virtio", Assert.Single(only.Disk).BusType);
    }

    static Task<string> PingAsync(AgentClient agent) => agent.ExecuteRawAsync("""{"execute":"guest-ping"}""", null, Cancel);

    static async Task PongAsync(ScriptedMonitor guest, Task<string> asked)
    {
        Assert.Equal("guest-ping", (await guest.HearAsync()).GetProperty("execute").GetString());
        await guest.SayAsync("""{"return": {}}""");
        Assert.Equal("""{"return":{}}""", await asked);
    }

    /// <summary>Answers the sync as the agent does, delimiter in front.</summary>
    static async Task SyncAsync(ScriptedMonitor guest)
    {
        var sync = await guest.HearAsync();
        Assert.Equal("guest-sync-delimited", sync.GetProperty("execute").GetString());
        await guest.SayAsync($$"""{"return": {{sync.GetProperty("arguments").GetProperty("id").GetInt32()}}}""", 0xff);
    }
}
