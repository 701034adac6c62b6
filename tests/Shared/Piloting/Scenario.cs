namespace Aerostat.Tests.Shared.Piloting;

/// <summary>A host and those who live on it. MiB; seconds.</summary>
public sealed record Scenario(string Name, double Total, double Swap, double Seconds, IReadOnlyList<GuestKind> Guests)
{
    /// <summary>Nobody cared before: it begins in its swap.</summary>
    public bool Crammed { get; init; }
}
