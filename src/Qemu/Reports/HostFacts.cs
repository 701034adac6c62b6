using Aerostat.Linux;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>What a report tells of the host.</summary>
/// <param name="Labels">Who QEMU runs as; null: whoever the daemon is, and nothing keeps guests apart.</param>
public sealed record HostFacts(Guid Uuid, HostTopology Topology, (uint User, uint Group)? Labels)
{
    /// <summary>For tests: the root of another host's copy.</summary>
    public string Root { get; init; } = "/";
}
