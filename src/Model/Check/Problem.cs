using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What is wrong with a definition: where, in libvirt's code and words, and what to do about it.</summary>
public sealed record Problem(string Path, ErrorCode Code, string Message, string? Hint = null, ErrorDomain Domain = ErrorDomain.Domain)
{
    public VirtException ToException() => new(Code, Message, Domain) { Hint = Hint };

    internal static Problem Wrong(string path, string message, string? hint = null, ErrorDomain domain = ErrorDomain.Domain) =>
        new(path, ErrorCode.XmlError, $"XML error: {message}", hint, domain);

    internal static Problem Detail(string path, string message, string? hint = null) => new(path, ErrorCode.XmlDetail, message, hint);

    internal static Problem Unsupported(string path, string message, string? hint = null, ErrorDomain domain = ErrorDomain.Qemu) =>
        new(path, ErrorCode.ConfigUnsupported, $"unsupported configuration: {message}", hint, domain);
}
