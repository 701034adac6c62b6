using Aerostat.Engine.Piloting;
using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Engine.Tests;

/// <summary>Guests that the memory pilot leaves as they are, and says why.</summary>
public class HindranceTests
{
    static readonly DomainDefinition Plain = new() { Memory = Bytes.Gib(1), Devices = new() { Memballoon = new() { Model = BalloonModel.Virtio } } };

    static DomainDefinition With(Func<Devices, Devices> change) => Plain with { Devices = change(Plain.Devices) };

    [Fact]
    public void A_balloon_helps_where_nothing_stands_against_it() => Assert.Null(Hindrance.Of(Plain));

    [Fact]
    public void What_stands_against_it_is_named()
    {
        Assert.Contains("no balloon", Hindrance.Of(With(d => d with { Memballoon = new() { Model = BalloonModel.None } })));
        Assert.Contains("locked", Hindrance.Of(Plain with { MemoryBacking = new() { Locked = true } }));
        foreach (var given in new[] { HostdevType.Pci, HostdevType.Mdev }) Assert.Contains("device of the host's", Hindrance.Of(With(d => d with { Hostdevs = [new() { Type = given }] })));
        foreach (var card in new[] { InterfaceType.Hostdev, InterfaceType.Vdpa }) Assert.Contains("device of the host's", Hindrance.Of(With(d => d with { Interfaces = [new() { Type = card }] })));
    }

    [Fact]
    public void A_device_that_reaches_no_memory_is_no_hindrance() =>
        Assert.Null(Hindrance.Of(With(d => d with { Hostdevs = [new() { Type = HostdevType.Usb }], Interfaces = [new() { Type = InterfaceType.Network }] })));
}
