using System.Collections.Immutable;
using Aerostat.Model;

namespace Aerostat.Engine.Storage;

/// <summary>A pool at one moment, whole: what is published and what is stored.</summary>
/// <param name="Definition">As it is now; of an active pool with what was found in its folder.</param>
/// <param name="Saved">What its file says; null: it is transient, and gone when it stops.</param>
/// <param name="Next">Defined while it is active: what holds from its next start on.</param>
public sealed record PoolState(PoolDefinition Definition, PoolDefinition? Saved, PoolDefinition? Next = null)
{
    public bool IsActive { get; init; }
    public bool Autostart { get; init; }
    public bool IsBuilding { get; init; }

    /// <summary>Of an active pool; by name.</summary>
    public ImmutableDictionary<string, VolumeDefinition> Volumes { get; init; } = ImmutableDictionary<string, VolumeDefinition>.Empty;

    public string Name => Definition.Name;
    public Guid Uuid => Definition.Uuid;
    public bool IsPersistent => Saved is not null;
    public PoolPhase Phase => IsBuilding ? PoolPhase.Building : IsActive ? PoolPhase.Running : PoolPhase.Inactive;

    /// <summary>Whether another pool of this folder would have the same volumes.</summary>
    public bool Holds(string path) => Definition.Path == path || Next?.Path == path;

    /// <summary>It has stopped: what was defined meanwhile holds now.</summary>
    public PoolState Stopped() => this with { IsActive = false, Definition = Next ?? Definition, Next = null, Volumes = Volumes.Clear() };
}
