using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Networks;

/// <summary>A network at one moment, whole: what is published and what is stored.</summary>
/// <param name="Definition">As it is now.</param>
/// <param name="Saved">What its file says; null: it is transient, and gone when it stops.</param>
/// <param name="Next">Defined while it is active: what holds from its next start on.</param>
public sealed record NetworkState(NetworkDefinition Definition, NetworkDefinition? Saved, NetworkDefinition? Next = null)
{
    public NetworkPhase Phase { get; init; }
    public bool Autostart { get; init; }

    /// <summary>Who gives addresses and names to its guests.</summary>
    public ProcessIdentity? Server { get; init; }

    public string Name => Definition.Name;
    public Guid Uuid => Definition.Uuid;
    public bool IsActive => Phase is NetworkPhase.Active;
    public bool IsPersistent => Saved is not null;

    /// <summary>It has stopped: what was defined meanwhile holds now.</summary>
    public NetworkState Stopped() => this with { Phase = NetworkPhase.Inactive, Definition = Next ?? Saved ?? Definition, Next = null, Server = null };
}

/// <summary>What is on its way in or out is undone after a crash.</summary>
public enum NetworkPhase { Inactive, Changing, Active }
