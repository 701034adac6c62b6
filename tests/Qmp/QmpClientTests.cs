using Aerostat.Values;

namespace Aerostat.Qmp.Tests;

public class QmpClientTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_are_matched_by_id_in_whatever_order_they_come()
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        var first = client.ExecuteAsync(new QueryStatus(), Cancel);
        var second = client.ExecuteAsync(new QueryBalloon(), Cancel);
        var a = (await qemu.HearAsync()).GetProperty("id").GetInt64();
        var b = (await qemu.HearAsync()).GetProperty("id").GetInt64();
        await qemu.SayAsync($$"""{"return": {"actual": 4096}, "id": {{b}}}""");
        await qemu.SayAsync($$"""{"return": {"running": true, "status": "running", "singlestep": false}, "id": {{a}}}""");
        Assert.Equal("running", (await first).Status);
        Assert.Equal(new Bytes(4096), (await second).Actual);
    }

    [Fact]
    public async Task A_command_is_written_as_the_schema_has_it()
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        _ = client.ExecuteAsync(new SetBalloon(Bytes.Mib(256)), Cancel);
        var heard = await qemu.HearAsync();
        Assert.Equal("balloon", heard.GetProperty("execute").GetString());
        Assert.Equal("""{"value":268435456}""", heard.GetProperty("arguments").GetRawText());
    }

    [Fact]
    public async Task A_refusal_carries_the_class_and_the_words_of_QEMU()
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        var asked = client.ExecuteAsync(new RemoveDevice("nobody"), Cancel);
        var id = (await qemu.HearAsync()).GetProperty("id").GetInt64();
        await qemu.SayAsync($$"""{"error": {"class": "DeviceNotFound", "desc": "Device 'nobody' not found"}, "id": {{id}}}""");
        var error = await Assert.ThrowsAsync<QmpException>(() => asked);
        Assert.Equal(("device_del", "DeviceNotFound", "Device 'nobody' not found"), (error.Command, error.Kind, error.Description));
    }

    [Fact]
    public async Task An_expected_event_is_served_even_when_nobody_reads_the_others()
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        using var wait = client.Expect(e => e.Name == "DEVICE_DELETED" && e.Text("device") == "disk1");
        await qemu.SayAsync("""{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "RTC_CHANGE", "data": {"offset": 78}}""");
        await qemu.SayAsync("""{"timestamp": {"seconds": 1, "microseconds": 3}, "event": "DEVICE_DELETED", "data": {"device": "disk1", "path": "/machine/peripheral/disk1"}}""");
        Assert.Equal(3u, (await wait.Event).Micros);
        Assert.Equal(78, (await client.Events.ReadAsync(Cancel)).Int64("offset"));
    }

    [Theory]
    [InlineData("this is no json")]
    [InlineData("[1, 2]")]
    public async Task Nonsense_ends_the_conversation_with_a_reason(string nonsense)
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        var asked = client.ExecuteAsync(new QueryStatus(), Cancel);
        await qemu.SayAsync(nonsense);
        var error = await Assert.ThrowsAsync<QmpException>(() => asked);
        Assert.Equal("Closed", error.Kind);
        Assert.Contains("nonsense", await client.Closed);
    }

    [Fact]
    public async Task A_monitor_that_hangs_up_fails_all_that_wait()
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        var asked = client.ExecuteAsync(new QueryStatus(), Cancel);
        using var wait = client.Expect(_ => true);
        qemu.HangUp();
        await Assert.ThrowsAsync<QmpException>(() => asked);
        await Assert.ThrowsAsync<QmpException>(() => wait.Event);
        await Assert.ThrowsAsync<QmpException>(() => client.ExecuteAsync(new QueryStatus(), Cancel));
    }

    [Fact]
    public async Task A_caller_that_goes_away_leaves_the_conversation_whole()
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        using CancellationTokenSource leaving = new();
        var left = client.ExecuteAsync(new QueryStatus(), leaving.Token);
        var id = (await qemu.HearAsync()).GetProperty("id").GetInt64();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await qemu.SayAsync($$"""{"return": {"running": true, "status": "running"}, "id": {{id}}}""");
        var next = client.ExecuteAsync(new QueryStatus(), Cancel);
        id = (await qemu.HearAsync()).GetProperty("id").GetInt64();
        await qemu.SayAsync($$"""{"return": {"running": false, "status": "paused"}, "id": {{id}}}""");
        Assert.Equal("paused", (await next).Status);
    }

    [Fact]
    public async Task A_clients_own_command_goes_through_and_comes_back_word_for_word()
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        var asked = client.ExecuteRawAsync("""{"execute":"query-name","id":"mine"}""", Cancel);
        var heard = await qemu.HearAsync();
        await qemu.SayAsync($$"""{"return": {"name": "kvm1"}, "id": {{heard.GetProperty("id").GetInt64()}}}""");
        Assert.StartsWith("""{"return":{"name":"kvm1"},"id":"libvirt-""", (await asked).Replace(" ", ""));
    }
}
