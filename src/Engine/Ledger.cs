using System.Diagnostics.CodeAnalysis;

namespace Aerostat.Engine;

/// <summary>Who holds what belongs to the host and not to one domain: ports, addresses, devices. Ids count up and never come back.</summary>
sealed class Ledger
{
    readonly Lock gate = new();
    readonly Dictionary<(Claim Kind, string Thing), Guid> holders = [];
    int lastId;

    /// <exception cref="VirtException">Somebody else holds it; the message names the thing.</exception>
    public void Take(Claim kind, string thing, Guid holder)
    {
        if (!TryTake(kind, thing, holder)) throw Errors.Failed($"{kind.Word()} '{thing}' is already in use by another domain");
    }

    public bool TryTake(Claim kind, string thing, Guid holder)
    {
        lock (gate) return holders.TryAdd((kind, thing), holder) || holders[(kind, thing)] == holder;
    }

    /// <summary>The first number that nobody holds and <paramref name="usable"/> finds free.</summary>
    public bool TryTakeFirst(Claim kind, int from, int to, Guid holder, Func<int, bool> usable, [NotNullWhen(true)] out int? taken)
    {
        lock (gate)
        {
            for (var number = from; number <= to; number++)
            {
                if (holders.ContainsKey((kind, $"{number}")) || !usable(number)) continue;
                holders[(kind, $"{number}")] = holder;
                taken = number;
                return true;
            }
        }
        taken = null;
        return false;
    }

    public void Release(Claim kind, string thing, Guid holder)
    {
        lock (gate)
        {
            if (holders.TryGetValue((kind, thing), out var now) && now == holder) holders.Remove((kind, thing));
        }
    }

    /// <summary>All that one domain holds: its guest has ended.</summary>
    public void ReleaseAll(Guid holder)
    {
        lock (gate)
        {
            foreach (var held in holders.Where(h => h.Value == holder).Select(h => h.Key).ToList()) holders.Remove(held);
        }
    }

    public int NextId() => Interlocked.Increment(ref lastId);

    /// <summary>After a restart: ids of guests that still run are never given again.</summary>
    public void SawId(int id)
    {
        int last;
        while ((last = lastId) < id && Interlocked.CompareExchange(ref lastId, id, last) != last) { }
    }
}

enum Claim { TcpPort, VsockCid, UsbDevice, PciDevice }

static class ClaimWords
{
    public static string Word(this Claim claim) => claim switch
    {
        Claim.TcpPort => "port",
        Claim.VsockCid => "vsock CID",
        Claim.UsbDevice => "USB device",
        _ => "PCI device",
    };
}
