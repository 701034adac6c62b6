using Aerostat.Protocol;

namespace Aerostat.Server.Tests;

public sealed class LullTests
{
    [Fact]
    public async Task A_lull_is_told_of_once_after_the_start_and_once_after_calls()
    {
        ManualTime time = new();
        var told = 0;
        await using var wires = await Wires.OpenAsync(Wires.Table(), options: new() { WhenQuiet = () => told++, QuietTime = TimeSpan.FromSeconds(2) }, time: time);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, told);

        for (var i = 0; i < 3; i++) await wires.CallAsync(Remote.ConnectGetType);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, told);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, told);
    }

    [Fact]
    public async Task While_calls_come_there_is_none()
    {
        ManualTime time = new();
        var told = 0;
        await using var wires = await Wires.OpenAsync(Wires.Table(), options: new() { WhenQuiet = () => told++, QuietTime = TimeSpan.FromSeconds(2) }, time: time);
        for (var i = 0; i < 60; i++)
        {
            await wires.CallAsync(Remote.ConnectGetType);
            time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(0, told);
    }

    [Fact]
    public async Task A_client_that_only_says_it_is_there_disturbs_nothing()
    {
        ManualTime time = new();
        var told = 0;
        await using var wires = await Wires.OpenAsync(Wires.Table(), options: new() { WhenQuiet = () => told++, QuietTime = TimeSpan.FromSeconds(2) }, time: time);
        for (var i = 0; i < 20; i++)
        {
            await wires.SendAsync(Keepalive.Ping);
            Assert.Equal(Keepalive.Pong, (await wires.MustReceiveAsync()).Header);
            time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(1, told);
    }
}
