using System.Globalization;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Client;

/// <summary>From names to domains, and lists of them.</summary>
public static class Domains
{
    /// <summary>The domain of this id, UUID or name.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.NoDomain"/>: there is none.</exception>
    public static async Task<DomainRef> FindDomainAsync(this VirtConnection connection, string what, CancellationToken cancel = default)
    {
        try
        {
            if (int.TryParse(what, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                return (await connection.CallAsync(Remote.DomainLookupById, new(id), cancel).ConfigureAwait(false)).Domain;
            if (Guid.TryParse(what, out var uuid))
                return (await connection.CallAsync(Remote.DomainLookupByUuid, new(uuid), cancel).ConfigureAwait(false)).Domain;
        }
        catch (VirtException e) when (e.Code == ErrorCode.NoDomain)
        {
            // A name may look like either.
        }
        return (await connection.CallAsync(Remote.DomainLookupByName, new(what), cancel).ConfigureAwait(false)).Domain;
    }

    /// <summary>Every domain, running or not.</summary>
    /// <param name="connection">Where to ask.</param>
    /// <param name="filter">libvirt's bits (<c>VIR_CONNECT_LIST_DOMAINS_*</c>); 0 is all.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<DomainRef[]> ListDomainsAsync(this VirtConnection connection, uint filter = 0, CancellationToken cancel = default) =>
        (await connection.CallAsync(Remote.ConnectListAllDomains, new(NeedResults: true, filter), cancel).ConfigureAwait(false)).Domains;
}
