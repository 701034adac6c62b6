using Aerostat.Protocol;

namespace Aerostat.Client.Tests;

public class EventTests
{
    static readonly DomainRef Guest = new("kvm1", Guid.Empty, 3);

    static DomainEventCallbackLifecycleMsg Started(int callback) => new(callback, new(Guest, 2, 0));

    [Fact]
    public async Task No_event_falls_between_the_registration_and_its_answer()
    {
        var (server, client) = await ScriptedServer.OpenAsync();
        await using var _ = server;
        var subscribing = client.SubscribeAsync(DomainEvents.Lifecycle);
        var (call, _) = await server.TakeAsync(Remote.ConnectDomainEventCallbackRegisterAny);
        await server.ReplyAsync(call, new ConnectDomainEventCallbackRegisterAnyRet(55));
        await server.SendAsync(Remote.DomainEventCallbackLifecycle.Header, Started(55));
        await server.SendAsync(Remote.DomainEventCallbackLifecycle.Header, Started(56));
        await server.SendAsync(Remote.DomainEventCallbackLifecycle.Header, Started(55));

        await using var reading = (await subscribing).GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync());
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal(55, reading.Current.CallbackId);
    }

    [Fact]
    public async Task Two_who_ask_for_the_same_share_one_registration()
    {
        var (server, client) = await ScriptedServer.OpenAsync();
        await using var _ = server;
        var first = client.SubscribeAsync(DomainEvents.Lifecycle);
        await server.ReplyAsync((await server.TakeAsync(Remote.ConnectDomainEventCallbackRegisterAny)).Header, new ConnectDomainEventCallbackRegisterAnyRet(1));
        var one = await first;
        var two = await client.SubscribeAsync(DomainEvents.Lifecycle);
        await server.SendAsync(Remote.DomainEventCallbackLifecycle.Header, Started(1));
        await foreach (var message in one) { Assert.Equal(1, message.CallbackId); break; }
        await foreach (var message in two) { Assert.Equal(1, message.CallbackId); break; }

        await one.DisposeAsync();
        var leaving = two.DisposeAsync();
        var (call, arguments) = await server.TakeAsync(Remote.ConnectDomainEventCallbackDeregisterAny);
        Assert.Equal(1, arguments.CallbackId);
        await server.ReplyAsync(call, default(Nothing));
        await leaving;
    }
}
