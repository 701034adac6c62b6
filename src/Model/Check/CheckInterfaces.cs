using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Network cards.</summary>
static class CheckInterfaces
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        foreach (var card in v.Devices.Interfaces)
        {
            var path = $"/domain/devices/interface[mac/@address='{card.Mac}']";
            if (card.Mac is { IsMulticast: true })
                yield return Problem.Wrong(path, $"expected unicast mac address, found multicast '{card.Mac}'", "The first octet must be even.");
            if (card.Type is InterfaceType.Bridge && string.IsNullOrEmpty(card.Source?.Bridge))
                yield return Problem.Wrong(path, "No <source> 'bridge' attribute specified with <interface type='bridge'/>");
            if (card.Type is InterfaceType.Network && string.IsNullOrEmpty(card.Source?.Network))
                yield return Problem.Wrong(path, "No <source> 'network' attribute specified with <interface type='network'/>");
            if (card.Type is InterfaceType.Direct && string.IsNullOrEmpty(card.Source?.Device))
                yield return Problem.Wrong(path, "No <source> 'dev' attribute specified with <interface type='direct'/>");
            if (card.Type is InterfaceType.VhostUser && (card.Source?.Path is null || card.Source.SocketType is not "unix"))
                yield return Problem.Wrong(path, "Missing required attribute 'path' in element 'source'");
            if (NotPowerOfTwo(card.Driver?.RxQueueSize)) yield return Problem.Unsupported(path, "rx_queue_size has to be a power of two");
            if (NotPowerOfTwo(card.Driver?.TxQueueSize)) yield return Problem.Unsupported(path, "tx_queue_size has to be a power of two");
        }
    }

    static bool NotPowerOfTwo(uint? size) => size is { } given && !System.Numerics.BitOperations.IsPow2(given);
}
