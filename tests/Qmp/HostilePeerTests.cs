using System.Text;

namespace Aerostat.Qmp.Tests;

/// <summary>A QEMU that its guest has taken over says what it likes.</summary>
public class HostilePeerTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_line_without_end_is_cut_off_with_a_reason()
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        var flood = Task.Run(async () =>
        {
            var block = new string(' ', 1024 * 1024);
            for (var i = 0; i < 40 && !client.Closed.IsCompleted; i++) await qemu.SayRawAsync(block);
        }, Cancel);
        Assert.Contains("a message of more than", await client.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.False(flood.IsFaulted);
    }

    [Fact]
    public async Task Nesting_without_end_is_refused_at_once()
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        await qemu.SayAsync("""{"return": """ + new string('[', 100_000));
        Assert.Contains("nonsense", await client.Closed.WaitAsync(TimeSpan.FromSeconds(5), Cancel));
    }

    [Fact]
    public async Task A_flood_of_events_keeps_memory_bounded_and_answers_coming()
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        StringBuilder burst = new();
        for (var i = 0; i < 1000; i++) burst.Append("""{"event":"RTC_CHANGE","timestamp":{"seconds":1,"microseconds":1},"data":{"offset":1}}""").Append('\n');
        for (var i = 0; i < 50; i++) await qemu.SayRawAsync(burst.ToString());
        var asked = client.ExecuteAsync(new QueryStatus(), Cancel);
        await qemu.SayAsync($$"""{"return": {"running": true, "status": "running"}, "id": {{(await qemu.HearAsync()).GetProperty("id").GetInt64()}}}""");
        Assert.True((await asked).Running);
        Assert.InRange(client.Events.Count, 1, 4096);
    }

    [Theory]
    [InlineData("""{"return": {"running": "yes"}, "id": ID}""")]
    [InlineData("""{"return": null, "id": ID}""")]
    [InlineData("""{"return": [], "id": ID}""")]
    [InlineData("""{"error": 7, "id": ID}""")]
    [InlineData("""{"error": {"class": {}, "desc": []}, "id": ID}""")]
    [InlineData("""{"id": ID}""")]
    public async Task An_answer_that_makes_no_sense_fails_its_command_and_no_other(string answer)
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        var asked = client.ExecuteAsync(new QueryStatus(), Cancel);
        await qemu.SayAsync(answer.Replace("ID", $"{(await qemu.HearAsync()).GetProperty("id").GetInt64()}"));
        await Assert.ThrowsAsync<QmpException>(() => asked);

        var next = client.ExecuteAsync(new QueryStatus(), Cancel);
        await qemu.SayAsync($$"""{"return": {"running": true, "status": "running"}, "id": {{(await qemu.HearAsync()).GetProperty("id").GetInt64()}}}""");
        Assert.True((await next).Running);
    }

    [Theory]
    [InlineData("""{"event": "X", "timestamp": 7, "data": "text"}""")]
    [InlineData("""{"event": "X", "timestamp": {"seconds": "now", "microseconds": -1}}""")]
    [InlineData("""{"return": {}, "id": 99999}""")]
    [InlineData("""{"return": {}, "id": {"a": 1}}""")]
    [InlineData("""{"id": 1e999, "return": {}}""")]
    [InlineData("""{"QMP": 7}""")]
    public async Task Odd_messages_are_lived_through(string odd)
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        await qemu.SayAsync(odd);
        var asked = client.ExecuteAsync(new QueryStatus(), Cancel);
        await qemu.SayAsync($$"""{"return": {"running": true, "status": "running"}, "id": {{(await qemu.HearAsync()).GetProperty("id").GetInt64()}}}""");
        Assert.True((await asked).Running);
        Assert.False(client.Closed.IsCompleted);
    }

    [Theory]
    [InlineData("""{"QMP": 7}""")]
    [InlineData("""{"QMP": {"capabilities": 3}}""")]
    [InlineData("""SSH-2.0-OpenSSH""")]
    public async Task A_greeting_that_is_none_ends_in_an_error_not_in_a_wait(string greeting)
    {
        ScriptedMonitor qemu = new();
        await qemu.SayAsync(greeting);
        qemu.HangUp();
        await Assert.ThrowsAsync<QmpException>(() => QmpClient.OpenAsync(qemu, Cancel).WaitAsync(TimeSpan.FromSeconds(5), Cancel));
    }

    [Fact]
    public Task No_bytes_break_the_reader() => Gen.Byte.Array[0, 200].SampleAsync(async bytes =>
    {
        ScriptedMonitor qemu = new();
        await qemu.SayAsync("", bytes);
        qemu.HangUp();
        return await Record.ExceptionAsync(() => QmpClient.OpenAsync(qemu, CancellationToken.None)) is QmpException;
    }, iter: 2000);
}
