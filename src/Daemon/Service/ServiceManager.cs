using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Aerostat.Daemon.Service;

/// <summary>Tells systemd, where it started us, what we are about: one datagram each.</summary>
/// <remarks>Source: <c>sd_notify(3)</c>. A name that begins with @ is of the abstract namespace.</remarks>
static class ServiceManager
{
    public static void Ready(string status) => Tell($"READY=1\nSTATUS={status}");

    public static void Reloading(TimeProvider time) =>
        Tell(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={time.GetTimestamp() / (time.TimestampFrequency / 1_000_000)}"));

    public static void Stopping() => Tell("STOPPING=1");

    static void Tell(string message)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 1 } name) return;
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint(name[0] == '@' ? '\0' + name[1..] : name));
        }
        catch (SocketException)
        {
            // It serves us, not we it: a service manager that is gone changes nothing.
        }
    }
}
