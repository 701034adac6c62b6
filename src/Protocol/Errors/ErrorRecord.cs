using Aerostat.Values;

namespace Aerostat.Protocol;

/// <summary>How a failure looks on the wire. Clients show <paramref name="Message"/> and act upon <paramref name="Code"/>.</summary>
/// <param name="Level">2 is an error; libvirt sends nothing else.</param>
/// <param name="Str1">libvirt's format, as <c>internal error: %s</c>.</param>
/// <param name="Str2">What stands for its <c>%s</c>.</param>
/// <param name="Str3">Unused by libvirt; our hint.</param>
[Xdr]
public readonly partial record struct ErrorRecord(
    int Code, int Domain, string? Message, int Level, DomainRef? Dom,
    string? Str1, string? Str2, string? Str3, int Int1, int Int2, NetworkRef? Net)
{
    const int Error = 2;

    public static ErrorRecord Of(ErrorCode code, ErrorDomain domain, string message, string? hint = null, bool isWhole = false) =>
        new((int)code, (int)domain, isWhole ? message : ErrorText.Whole(code, message), Error, null,
            ErrorText.Format(code), message, hint, -1, -1, null);

    public static ErrorRecord Of(VirtException error) => Of(error.Code, error.Domain, error.Message, error.Hint, error.IsWhole);

    /// <summary>The failure as the caller of a client sees it, its message whole.</summary>
    public VirtException ToException() =>
        new((ErrorCode)Code, Message ?? "Unknown error", (ErrorDomain)Domain) { Hint = Str3 };
}
