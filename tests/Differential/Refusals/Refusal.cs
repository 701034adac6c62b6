namespace Aerostat.Differential.Tests;

/// <summary>Something that is wrong, and what is typed: the line may name <c>$BAD</c>, the file of <paramref name="Xml"/>, and <c>$PWD</c>.</summary>
/// <param name="Says">What our message must name, beyond libvirt's code and domain.</param>
sealed record Refusal(string What, string Line, string? Xml = null, params string[] Says)
{
    /// <summary>Our own <c>code/domain</c>, where they are meant to differ from libvirt's: docs/COMPATIBILITY.md says why.</summary>
    public string? Ours { get; init; }

    public override string ToString() => What;
}
