using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A domain's document, read and written.</summary>
public static class DomainXml
{
    /// <exception cref="VirtException">
    /// <see cref="ErrorCode.XmlDetail"/>: not XML, or beyond a limit; <see cref="ErrorCode.XmlError"/> and others: not a domain;
    /// <see cref="ErrorCode.XmlInvalidSchema"/>: left-over parts under <see cref="ReadOptions.Validate"/>.
    /// </exception>
    public static DomainDefinition Read(string xml, ReadOptions? options = null)
    {
        var root = XmlSource.Read(xml, "domain_definition");
        if (!root.Is("domain"))
            throw new VirtException(ErrorCode.XmlError, $"XML error: expecting root element of 'domain', not '{root.Name}'", ErrorDomain.Xml);
        return XmlMap.Read(root, options ?? ReadOptions.Default, x => DomainDefinition.Map(x, new()));
    }

    public static string Write(DomainDefinition definition, WriteOptions? options = null)
    {
        var root = XmlMap.Write("domain", options ?? WriteOptions.Default, x => DomainDefinition.Map(x, definition));
        if (root.Children.Any(child => child.Space == Namespaces.Qemu)) root.Attributes.Add(new("xmlns:qemu", Namespaces.Qemu));
        return XmlOutput.Write(root);
    }
}
