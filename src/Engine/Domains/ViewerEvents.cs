using Aerostat.Engine.Events;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>Who comes to look at a guest's display, and goes.</summary>
/// <remarks>Source: QAPI <c>VNC_CONNECTED</c>, <c>SPICE_CONNECTED</c> and their fellows.</remarks>
static class ViewerEvents
{
    /// <summary>Null: it is none of these.</summary>
    public static GraphicsEvent? Of(DomainIdent domain, QmpEvent happened) => happened.Name.Split('_') switch
    {
        ["VNC" or "SPICE", "CONNECTED"] => Of(domain, happened, GraphicsPhase.Connect),
        ["VNC" or "SPICE", "INITIALIZED"] => Of(domain, happened, GraphicsPhase.Initialize),
        ["VNC" or "SPICE", "DISCONNECTED"] => Of(domain, happened, GraphicsPhase.Disconnect),
        _ => null,
    };

    static GraphicsEvent Of(DomainIdent domain, QmpEvent happened, GraphicsPhase phase) => new(
        domain, phase, End(happened, "server"), End(happened, "client"), happened.Text("server", "auth") ?? "",
        [
            .. from subject in ((string Type, string Member)[])[("x509dname", "x509_dname"), ("saslUsername", "sasl_username")]
               let name = happened.Text("client", subject.Member)
               where name is not null
               select (subject.Type, name),
        ]);

    static ViewerEnd End(QmpEvent happened, string which) => new(
        happened.Text(which, "family") switch { "ipv6" => 1, "unix" => 2, _ => 0 },
        happened.Text(which, "host") ?? "",
        happened.Text(which, "service") ?? happened.Text(which, "port") ?? "");
}
