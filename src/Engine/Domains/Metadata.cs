using System.Xml;
using System.Xml.Linq;
using Aerostat.Engine.Events;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>Source: <c>virDomainMetadataType</c>.</summary>
public enum MetadataKind { Description, Title, Element }

public sealed partial class Domain
{
    /// <summary>A title, a description, or the one element of a namespace.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.NoDomainMetadata"/>: there is none.</exception>
    /// <remarks>Source: libvirt <c>virDomainGetMetadata</c>.</remarks>
    public string GetMetadata(MetadataKind kind, string? uri, Scope scope)
    {
        var state = State;
        if (scope == (Scope.Live | Scope.Config)) throw Errors.Argument("flags VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG are mutually exclusive", ErrorDomain.Domain);
        var definition = state.At(scope).HasFlag(Scope.Live) ? state.Running!.Live : state.Saved!;
        return kind switch
        {
            MetadataKind.Title => definition.Title,
            MetadataKind.Description => definition.Description,
            _ => Metadata.Find(definition.Metadata, uri ?? throw Errors.Argument("uri must not be NULL")),
        } ?? throw new VirtException(ErrorCode.NoDomainMetadata, kind is MetadataKind.Element
            ? "metadata not found: Requested metadata element is not present"
            : $"metadata not found: Requested metadata element is not present", ErrorDomain.Domain);
    }

    /// <param name="value">Null takes it away.</param>
    /// <param name="prefix">The namespace's prefix in the document.</param>
    /// <remarks>Source: libvirt <c>virDomainSetMetadata</c>.</remarks>
    public Task SetMetadataAsync(MetadataKind kind, string? value, string? prefix, string? uri, Scope scope, CancellationToken cancel) =>
        turns.TakeAsync("set-metadata", async turn =>
        {
            var state = turn.State;
            var at = state.At(scope);
            // Who writes the pilot's policy tells it otherwise: an order of before is withdrawn.
            if (uri == Piloting.MemoryPolicy.Namespace && state.Running is { BalloonOrder: not null } ordered) state = state with { Running = ordered with { BalloonOrder = null } };
            await turn.BecomeAsync(state.Change(at, definition => kind switch
            {
                MetadataKind.Title => definition with { Title = Line(value) },
                MetadataKind.Description => definition with { Description = value is "" ? null : value },
                _ => definition with { Metadata = Metadata.Put(definition.Metadata, value, prefix, uri ?? throw Errors.Argument("uri must not be NULL")) },
            }));
            host.Events.Publish(new MetadataChangeEvent(state.Ident, (int)kind, kind is MetadataKind.Element ? uri : null));
        }, cancel);

    static string? Line(string? title) => title switch
    {
        null or "" => null,
        _ when title.Contains('\n') => throw new VirtException(ErrorCode.XmlError, "XML error: Domain title can't contain newlines", ErrorDomain.Domain),
        _ => title,
    };
}

/// <summary>What others keep in a domain's <c>&lt;metadata&gt;</c>: one element of each namespace, kept word for word.</summary>
static class Metadata
{
    public static string? Find(ForeignElement? metadata, string uri) =>
        metadata?.Children.FirstOrDefault(e => e.Space == uri) is { } found ? Bare(found.ToString(), uri) : null;

    public static ForeignElement? Put(ForeignElement? metadata, string? xml, string? prefix, string uri)
    {
        string[] others = [.. metadata?.Children.Where(e => e.Space != uri).Select(e => e.ToString()) ?? []];
        if (xml is not null) others = [.. others, Named(Element(ForeignElement.Parse(xml).ToString()), prefix, uri)];
        // Where something was, an empty element stays, as under libvirt.
        return others.Length == 0 && metadata is null ? null : ForeignElement.Parse($"<metadata>{string.Concat(others)}</metadata>");
    }

    /// <summary>Puts the element, which the caller gives without a namespace, into the one it belongs to.</summary>
    static string Named(XElement element, string? prefix, string uri)
    {
        if (string.IsNullOrEmpty(prefix)) throw Errors.Argument("key must not be NULL");
        XNamespace space = uri;
        foreach (var part in element.DescendantsAndSelf().Where(part => part.Name.Namespace == XNamespace.None)) part.Name = space + part.Name.LocalName;
        element.SetAttributeValue(XNamespace.Xmlns + prefix, uri);
        return element.ToString();
    }

    /// <summary>Read already, under the limits for strangers' XML.</summary>
    static XElement Element(string xml)
    {
        using var reader = XmlReader.Create(new StringReader(xml), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        return XElement.Load(reader);
    }

    /// <summary>As it was given: without the namespace.</summary>
    static string Bare(string xml, string uri)
    {
        var element = Element(xml);
        foreach (var part in element.DescendantsAndSelf().Where(part => part.Name.NamespaceName == uri)) part.Name = part.Name.LocalName;
        element.Attributes().Where(a => a.IsNamespaceDeclaration && a.Value == uri).Remove();
        return ForeignElement.Parse(element.ToString()).ToString();
    }
}
