using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Server.Tests;

public sealed class EventTests
{
    static readonly DomainRef domain = new("kvm1", Guid.NewGuid(), 3);
    readonly Registrations registrations = new("domain");

    [Fact]
    public async Task An_event_carries_serial_one_and_its_body()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        wires.Session.SendEvent(Remote.DomainEventCallbackReboot, new(0x37, new(domain)));

        var (header, body) = await wires.MustReceiveAsync();

        Assert.Equal(new Header(Remote.Program, 1, 319, MessageType.Message, 1, MessageStatus.Ok), header);
        Assert.Equal(new DomainEventCallbackRebootMsg(0x37, new(domain)), Wires.Read<DomainEventCallbackRebootMsg>(body));
    }

    [Fact]
    public async Task A_registration_hears_of_its_kind_and_its_subject_alone()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        var all = registrations.Add(wires.Session, 0);
        var one = registrations.Add(wires.Session, 0, domain.Uuid);
        registrations.Add(wires.Session, 0, Guid.NewGuid());
        registrations.Add(wires.Session, 1);

        Assert.Equal([all, one], registrations.Of(0, domain.Uuid).Select(r => r.CallbackId));
    }

    [Fact]
    public async Task The_same_twice_on_one_connection_is_refused_even_the_old_way()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        await using var other = await Wires.OpenAsync(Wires.Table());
        registrations.Add(wires.Session, 0);

        Assert.Equal(ErrorCode.InvalidArg, Assert.Throws<VirtException>(() => registrations.Add(wires.Session, 0)).Code);
        Assert.Throws<VirtException>(() => registrations.Add(wires.Session, 0, withId: false));
        registrations.Add(other.Session, 0);
    }

    [Fact]
    public async Task Callback_ids_are_the_daemons_and_taken_back_by_their_own_client_only()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        await using var other = await Wires.OpenAsync(Wires.Table());
        var id = registrations.Add(wires.Session, 0);
        Assert.NotEqual(id, new Registrations("network").Add(other.Session, 0));

        Assert.Equal(ErrorCode.InternalError, Assert.Throws<VirtException>(() => registrations.Remove(other.Session, id)).Code);
        registrations.Remove(wires.Session, id);
        Assert.Throws<VirtException>(() => registrations.Remove(wires.Session, id));
        Assert.Empty(registrations.Of(0, domain.Uuid));
    }

    [Fact]
    public async Task Registrations_end_with_their_connection()
    {
        var wires = await Wires.OpenAsync(Wires.Table());
        registrations.Add(wires.Session, 0);
        await wires.DisposeAsync();

        Assert.Empty(registrations.Of(0, domain.Uuid));
    }
}
