namespace Aerostat.Qmp.Tests;

public class GlanceTests
{
    const string Stats = """
        {"stats": {"stat-swap-out": 1, "stat-htlb-pgfail": 0, "stat-available-memory": 172003328, "stat-free-memory": 160444416, "stat-minor-faults": 2961, "stat-major-faults": 104, "stat-total-memory": 213942272,
        "stat-swap-in": 18446744073709551615, "stat-htlb-pgalloc": 0, "stat-disk-caches": 29380608, "stat-oom-kills": 3}, "last-update": 1764436590}
        """;

    const string Blocks = """
        [{"device": "", "parent": {"stats": {"rd_bytes": 5}, "node-name": "file"}, "stats": {"rd_operations": 9, "rd_bytes": 4096, "wr_bytes": 7, "timed_stats": [{"rd_bytes": 3}]}, "qdev": "/machine/peripheral/virtio-disk0"},
        {"device": "", "stats": {"rd_bytes": 1024}, "node-name": "second"}]
        """;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static string OneLine(string json) => json.ReplaceLineEndings("");

    /// <summary>Asks, and has QEMU say something for each question.</summary>
    static async Task<int> AskAsync(ScriptedMonitor qemu, QmpClient client, Glance[] glances, Func<long, string> answer)
    {
        var over = 0;
        TaskCompletionSource all = new();
        await client.GlanceAsync(glances, () => { if (++over == glances.Length) all.SetResult(); }, Cancel);
        List<long> ids = [];
        foreach (var _ in glances) ids.Add((await qemu.HearAsync()).GetProperty("id").GetInt64());
        // QEMU answers in order; who is asked must not care.
        ids.Reverse();
        foreach (var id in ids) await qemu.SayAsync(answer(id));
        await all.Task.WaitAsync(Cancel);
        return over;
    }

    [Fact]
    public async Task What_is_asked_again_and_again_is_read_as_a_command_reads_it()
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        GuestStatsGlance stats = new("/machine/peripheral/balloon0");
        DiskReadsGlance reads = new();
        for (var round = 0; round < 3; round++)
        {
            long first = 0;
            await AskAsync(qemu, client, [stats, reads], id =>
            {
                // The blocks were asked last.
                first = first == 0 ? id : first;
                return $$"""{"return": {{OneLine(id == first ? Blocks : Stats)}}, "id": {{id}}}""";
            });
            var asked = client.ExecuteAsync(new QueryGuestStats("/machine/peripheral/balloon0"), Cancel);
            await qemu.SayAsync($$"""{"return": {{OneLine(Stats)}}, "id": {{(await qemu.HearAsync()).GetProperty("id").GetInt64()}}}""");
            Assert.Equal(await asked, stats.Told);
            Assert.Equal(5120ul, reads.Told);
        }
    }

    [Theory]
    [InlineData("""{"id": ID, "return": ANSWER}""")]
    [InlineData("""{ "return" : ANSWER , "id" : ID }""")]
    [InlineData("""{"return": ANSWER, "more": "\u00e9", "id": ID}""")]
    public async Task An_answer_in_another_form_is_read_too(string form)
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        DiskReadsGlance reads = new();
        await AskAsync(qemu, client, [reads], id => form.Replace("ANSWER", OneLine(Blocks), StringComparison.Ordinal).Replace("ID", $"{id}", StringComparison.Ordinal));
        Assert.Equal(5120ul, reads.Told);
    }

    [Theory]
    [InlineData("""{"error": {"class": "GenericError", "desc": "no"}, "id": ID}""")]
    [InlineData("""{"return": null, "id": ID}""")]
    [InlineData("""{"return": [[[{"stats": 3}]], 1, "x"], "id": ID}""")]
    [InlineData("""{"return": {"stats": [], "last-update": "now"}, "id": ID}""")]
    [InlineData("""{"return": {"stats": {"stat-free-memory": -1, "stat-swap-in": 1e400, "stat-swap-out": {"stat-free-memory": 3}}, "last-update": 0.5}, "id": ID}""")]
    public async Task Nonsense_tells_nothing_and_ends_the_question(string answer)
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        GuestStatsGlance stats = new("/balloon");
        DiskReadsGlance reads = new();
        await AskAsync(qemu, client, [stats, reads], id => answer.Replace("ID", $"{id}", StringComparison.Ordinal));
        Assert.False(stats.IsOwed || reads.IsOwed);
        Assert.True(stats.Told is null or { Stats.FreeMemory: ulong.MaxValue, LastUpdate: 0 });
        Assert.True(reads.Told is null or 0);
    }

    [Fact]
    public async Task Who_hangs_up_owes_nothing_any_more()
    {
        using ScriptedMonitor qemu = new();
        await using var client = await qemu.MeetAsync();
        DiskReadsGlance reads = new();
        TaskCompletionSource over = new();
        await client.GlanceAsync(new Glance[] { reads }, over.SetResult, Cancel);
        qemu.HangUp();
        await over.Task.WaitAsync(Cancel);
        Assert.Null(reads.Told);

        // And is not waited for, if asked all the same.
        await client.Closed;
        TaskCompletionSource again = new();
        await client.GlanceAsync(new Glance[] { reads }, again.SetResult, Cancel);
        await again.Task.WaitAsync(Cancel);
    }
}
