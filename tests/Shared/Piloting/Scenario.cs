namespace Aerostat.Tests.Shared.Piloting;

/// <summary>A host and those who live on it. MiB; seconds.</summary>
public sealed record Scenario(string Name, double Total, double Swap, double Seconds, IReadOnlyList<GuestKind> Guests)
{
    /// <summary>Nobody cared before: it begins in its swap.</summary>
    public bool Crammed { get; init; }

    /// <summary>How fast the host swaps out, a second.</summary>
    public double SwapSpeed { get; init; } = 100;

    /// <summary>Seconds that the host's kernel is short until it kills.</summary>
    public double Patience { get; init; } = 3;

    /// <summary>What the host's other programs take at a moment.</summary>
    public Func<double, double> Own { get; init; } = _ => 400 + Total * 0.01;

    /// <summary>By how much its clock is wrong at a moment.</summary>
    public Func<double, double> Clock { get; init; } = _ => 0;
}
