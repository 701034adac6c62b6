using System.Text.Json;
using Aerostat.Engine.Domains;
using Aerostat.Engine.Events;
using Aerostat.Qmp;

namespace Aerostat.Engine.Tests.Domains;

public class ViewerEventsTests
{
    static readonly DomainIdent domain = new("d", Guid.Empty, 1);

    /// <remarks>As QEMU 7.2 sends it.</remarks>
    [Fact]
    public void Who_looks_is_told_with_both_ends_and_all_its_names()
    {
        var told = ViewerEvents.Of(domain, Event("VNC_INITIALIZED", """
            {"server": {"auth": "vencrypt+x509+sasl", "family": "ipv6", "service": "5900", "host": "::1", "websocket": false},
             "client": {"family": "ipv6", "service": "41234", "host": "::1", "websocket": false, "x509_dname": "CN=bob", "sasl_username": "bob"}}
            """));
        Assert.Equal(new GraphicsEvent(domain, GraphicsPhase.Initialize, new(1, "::1", "5900"), new(1, "::1", "41234"), "vencrypt+x509+sasl", [("x509dname", "CN=bob"), ("saslUsername", "bob")]), told);
    }

    [Fact]
    public void Spice_calls_its_services_ports() => Assert.Equal(
        new GraphicsEvent(domain, GraphicsPhase.Disconnect, new(0, "127.0.0.1", "5901"), new(0, "127.0.0.1", "40000"), "", []),
        ViewerEvents.Of(domain, Event("SPICE_DISCONNECTED", """{"server": {"port": "5901", "family": "ipv4", "host": "127.0.0.1"}, "client": {"port": "40000", "family": "ipv4", "host": "127.0.0.1"}}""")));

    [Theory]
    [InlineData("VNC_CONNECTED", "{}")]
    [InlineData("VNC_CONNECTED", """{"server": 7, "client": []}""")]
    public void What_is_left_out_is_empty(string name, string data) =>
        Assert.Equal(new GraphicsEvent(domain, GraphicsPhase.Connect, new(0, "", ""), new(0, "", ""), "", []), ViewerEvents.Of(domain, Event(name, data)));

    [Fact]
    public void Other_events_are_no_viewers() => Assert.Null(ViewerEvents.Of(domain, Event("STOP", "{}")));

    static QmpEvent Event(string name, string data) => new(name, 0, 0, JsonDocument.Parse(data).RootElement.Clone());
}
