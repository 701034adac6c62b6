using Aerostat.Values;

namespace Aerostat.Model;

/// <remarks>Codes and wording are libvirt's, since scripts match them; the hint adds the place.</remarks>
public sealed partial class XmlMap
{
    public VirtException Missing(string at) =>
        Error(ErrorCode.XmlError, ErrorDomain.Xml, at == "."
            ? $"Missing value of element '{name}'"
            : $"Missing required attribute '{at}' in element '{name}'");

    public VirtException Invalid(string at, string value, string expected) =>
        Error(ErrorCode.XmlError, ErrorDomain.Xml, $"Invalid value for {(at == "." ? "" : $"attribute '{at}' in ")}element '{name}': '{value}'{(expected.Length > 0 ? $". {expected}" : ".")}");

    /// <summary>An error of the format that names the place.</summary>
    public VirtException Error(ErrorCode code, ErrorDomain domain, string message) => new(code, Prefix(code) + message, domain)
    {
        Hint = element is { Line: > 0 } ? $"See <{name}> at line {element.Line}, column {element.Column}." : null,
    };

    /// <summary>What libvirt puts before a message of this code.</summary>
    static string Prefix(ErrorCode code) => code switch
    {
        ErrorCode.XmlError => "XML error: ",
        ErrorCode.ConfigUnsupported => "unsupported configuration: ",
        ErrorCode.InternalError => "internal error: ",
        ErrorCode.InvalidArg => "invalid argument: ",
        ErrorCode.Overflow => "numerical overflow: ",
        _ => "",
    };

    /// <summary><see cref="ErrorCode.XmlError"/> of the domain format.</summary>
    public VirtException Wrong(string message) => Error(ErrorCode.XmlError, ErrorDomain.Domain, message);

    /// <summary><see cref="ErrorCode.ConfigUnsupported"/> of the domain format.</summary>
    public VirtException Unsupported(string message) => Error(ErrorCode.ConfigUnsupported, ErrorDomain.Domain, message);
}
