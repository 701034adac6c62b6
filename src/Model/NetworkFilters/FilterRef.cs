using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A filter of the host's by its name, between a card and the network or within another filter, and what its variables stand for.</summary>
public sealed record FilterRef : IMapped<FilterRef>
{
    public string Filter { get; init; } = "";

    /// <summary>A name that stands here more than once has several values.</summary>
    public ValueList<FilterParameter> Parameters { get; init; }

    public static FilterRef Map(XmlMap x, FilterRef v) => v with
    {
        Filter = x.Text("filter", v.Filter) ?? "",
        // libvirt keeps them in a table, and tells them by name; what is no name or value goes without a word.
        Parameters = [.. x.Children("parameter", v.Parameters).Where(parameter => parameter.IsSound).OrderBy(parameter => parameter.Name, StringComparer.Ordinal)],
    };
}

public sealed record FilterParameter : IMapped<FilterParameter>
{
    public string? Name { get; init; }
    public string? Value { get; init; }

    /// <remarks>Source: libvirt's schema, <c>nwfilter_params.rng</c>.</remarks>
    internal bool IsSound => Name is { Length: > 0 } && Name.All(IsOfName) && Value is { Length: > 0 } && Value.All(c => IsOfName(c) || c is '.' or ':');

    static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_';

    public static FilterParameter Map(XmlMap x, FilterParameter v) => v with { Name = x.Text("name", v.Name), Value = x.Text("value", v.Value) };
}
