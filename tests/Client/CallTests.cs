using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Client.Tests;

public class CallTests
{
    static readonly DomainRef Guest = new("kvm1", Guid.Parse("9dfb6d14-e0a5-48be-b2b8-7f11caa1a362"), 3);

    [Fact]
    public async Task Answers_find_their_callers_in_any_order()
    {
        var (server, client) = await ScriptedServer.OpenAsync();
        await using var _ = server;
        var hostname = client.CallAsync(Remote.ConnectGetHostname);
        var version = client.CallAsync(Remote.ConnectGetVersion);
        var (first, _) = await server.TakeAsync(Remote.ConnectGetHostname);
        var (second, _) = await server.TakeAsync(Remote.ConnectGetVersion);

        await server.ReplyAsync(second, new ConnectGetVersionRet(7_002_000));
        Assert.Equal(7_002_000ul, (await version).Version);
        Assert.False(hostname.IsCompleted);
        await server.ReplyAsync(first, new ConnectGetHostnameRet("arm1"));
        Assert.Equal("arm1", (await hostname).Hostname);
    }

    [Fact]
    public async Task A_refusal_keeps_its_code_domain_message_and_hint()
    {
        var (server, client) = await ScriptedServer.OpenAsync();
        await using var _ = server;
        var lookup = client.CallAsync(Remote.DomainLookupByName, new("kvm9"));
        var (call, arguments) = await server.TakeAsync(Remote.DomainLookupByName);
        Assert.Equal("kvm9", arguments.Name);
        await server.RefuseAsync(call, ErrorRecord.Of(new VirtException(ErrorCode.NoDomain, "Domain not found: kvm9") { Hint = "Look at the list." }));

        var error = await Assert.ThrowsAsync<VirtException>(() => lookup);
        Assert.Equal((ErrorCode.NoDomain, ErrorDomain.Qemu, "Look at the list."), (error.Code, error.Domain, error.Hint));
        Assert.Contains("kvm9", error.Message);
    }

    [Fact]
    public async Task A_cancelled_call_ends_its_wait_and_its_late_answer_harms_nobody()
    {
        var (server, client) = await ScriptedServer.OpenAsync();
        await using var _ = server;
        using CancellationTokenSource impatience = new();
        var slow = client.CallAsync(Remote.ConnectGetHostname, impatience.Token);
        var (call, _) = await server.TakeAsync(Remote.ConnectGetHostname);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);

        await server.ReplyAsync(call, new ConnectGetHostnameRet("late"));
        var next = client.CallAsync(Remote.ConnectGetHostname);
        await server.ReplyAsync((await server.TakeAsync(Remote.ConnectGetHostname)).Header, new ConnectGetHostnameRet("in time"));
        Assert.Equal("in time", (await next).Hostname);
    }

    [Fact]
    public async Task A_lost_connection_fails_what_waits_and_says_why()
    {
        var (server, client) = await ScriptedServer.OpenAsync();
        var waiting = client.CallAsync(Remote.DomainGetInfo, new(Guest));
        await server.TakeAsync(Remote.DomainGetInfo);
        await server.DisposeAsync();

        Assert.Equal(ErrorCode.SystemError, (await Assert.ThrowsAsync<VirtException>(() => waiting)).Code);
        Assert.Contains("End of file", (await client.Closed)?.Message);
        Assert.False(client.IsOpen);
        await Assert.ThrowsAsync<VirtException>(() => client.CallAsync(Remote.ConnectGetHostname));
    }

    [Fact]
    public async Task A_message_too_short_to_be_one_ends_the_connection()
    {
        var (server, client) = await ScriptedServer.OpenAsync();
        await using var _ = server;
        await server.SendAsync([0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Contains("12 bytes", (await client.Closed)?.Message);
    }

    [Fact]
    public async Task A_ping_is_answered_with_a_pong()
    {
        var (server, client) = await ScriptedServer.OpenAsync();
        await using var _ = server;
        await server.SendAsync(Keepalive.Ping, []);
        Assert.Equal(Keepalive.Pong, (await server.TakeAsync()).Header);
        Assert.True(client.IsOpen);
    }

    [Fact]
    public async Task A_silent_server_is_asked_and_then_given_up()
    {
        var (server, client) = await ScriptedServer.OpenAsync(new() { Keepalive = TimeSpan.FromMilliseconds(50), KeepaliveCount = 2 });
        await using var _ = server;
        Assert.Equal(Keepalive.Ping, (await server.TakeAsync()).Header);
        Assert.Equal(Keepalive.Ping, (await server.TakeAsync()).Header);
        Assert.Contains("keepalive", (await client.Closed.WaitAsync(TimeSpan.FromSeconds(10)))?.Message);
    }

    [Fact]
    public async Task Descriptors_come_behind_their_answer_and_framing_holds()
    {
        var (server, client) = await ScriptedServer.OpenAsync();
        await using var _ = server;
        var opening = client.CallWithDescriptorsAsync(Remote.DomainOpenGraphicsFd, new(Guest, 0, 0), []);
        await server.ReplyAsync((await server.TakeAsync(Remote.ConnectSupportsFeature)).Header, new ConnectSupportsFeatureRet(true));
        var (call, _) = await server.TakeAsync();
        await server.SendAsync(call.Reply(MessageStatus.Ok) with { Type = MessageType.ReplyWithDescriptors }, default(Nothing), descriptors: 1);
        using (var file = File.OpenHandle("/proc/self/comm")) server.SendDescriptor(file);
        await server.SendAsync(Keepalive.Ping, []);

        var (_, descriptors) = await opening;
        using var stream = new FileStream(Assert.Single(descriptors), FileAccess.Read, 1);
        Assert.NotEqual(-1, stream.ReadByte());
        Assert.Equal(Keepalive.Pong, (await server.TakeAsync()).Header);
    }
}
