namespace Aerostat.Qemu;

/// <summary>The richest processor that runs wherever the given ones do, in words of a domain.</summary>
/// <param name="Model">Of the models that were offered the one that needs the fewest corrections.</param>
public sealed record CpuBaseline(string Model, IReadOnlyList<string> Added, IReadOnlyList<string> Removed)
{
    public string? Vendor { get; init; }

    /// <summary>The model may give way to another where it is not known.</summary>
    public bool Fallback { get; init; }

    /// <param name="cpus">What each of them has.</param>
    /// <param name="models">Each model's own features; the first of equals is taken.</param>
    /// <returns>Null: none was given, or no model is offered.</returns>
    public static CpuBaseline? Of(IReadOnlyList<IReadOnlySet<string>> cpus, IReadOnlyList<(string Name, IReadOnlySet<string> Features)> models)
    {
        if (cpus.Count == 0 || models.Count == 0) return null;
        SortedSet<string> common = new(cpus[0], StringComparer.Ordinal);
        foreach (var other in cpus.Skip(1)) common.IntersectWith(other);
        // What is taken away weighs more: a name should not promise what is not there.
        var (name, features) = models.MinBy(model => 2 * model.Features.Except(common).Count() + common.Except(model.Features).Count());
        return new(name, [.. common.Except(features)], [.. features.Except(common).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The document, as <c>virsh cpu-baseline</c> prints it.</summary>
    /// <param name="own">The model's own features; given, all are told.</param>
    public string Xml(IEnumerable<string>? own = null)
    {
        var required = (own is null ? Added : own.Except(Removed).Concat(Added)).Order(StringComparer.Ordinal).Select(name => (Name: name, Policy: "require"));
        var features = required.Concat(Removed.Order(StringComparer.Ordinal).Select(name => (Name: name, Policy: "disable")));
        // All of a model's own go by name, whatever becomes of them.
        if (own is not null) features = features.OrderBy(feature => feature.Name, StringComparer.Ordinal);
        XmlText xml = new();
        return xml.Open("cpu", [("mode", "custom"), ("match", "exact")], () =>
        {
            xml.Leaf("model", Model, ("fallback", Fallback ? "allow" : "forbid"));
            if (Vendor is { } vendor) xml.Leaf("vendor", vendor);
            foreach (var (name, policy) in features) xml.Empty("feature", ("policy", policy), ("name", name));
        }).ToString();
    }
}
