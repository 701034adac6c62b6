namespace Aerostat.Qmp;

/// <summary>QEMU refused a command, or the monitor is no more.</summary>
/// <param name="command">As QEMU knows it.</param>
/// <param name="kind">QEMU's class of error: <c>GenericError</c>, <c>CommandNotFound</c>, <c>DeviceNotFound</c>…; <c>Closed</c> where the connection broke.</param>
/// <param name="description">In QEMU's own words.</param>
public sealed class QmpException(string command, string kind, string description)
    : Exception($"unable to execute QEMU command '{command}': {description}")
{
    public string Command => command;
    public string Kind => kind;
    public string Description => description;

    public static QmpException Closed(string command, string why) => new(command, "Closed", why);
}
