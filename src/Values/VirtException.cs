namespace Aerostat.Values;

/// <summary>A failure that the caller can act upon. It becomes libvirt's error record on the wire.</summary>
/// <param name="code">What libvirt's clients react to.</param>
/// <param name="message">What, and where: one line, as libvirt would word it where scripts read it.</param>
/// <param name="domain">The part it comes from; the QEMU driver where nothing else is said.</param>
public sealed class VirtException(ErrorCode code, string message, ErrorDomain domain = ErrorDomain.Qemu, Exception? cause = null)
    : Exception(message, cause)
{
    public ErrorCode Code => code;

    public ErrorDomain Domain => domain;

    /// <summary>The message is all that clients are shown: libvirt too says nothing before it.</summary>
    public bool IsWhole { get; init; }

    /// <summary>What to do next: one sentence, an imperative.</summary>
    public string? Hint { get; init; }
}
