using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What may pass between a guest's card and the network: rules, and other filters' rules.</summary>
/// <remarks>Source: libvirt network filter format, <c>&lt;filter&gt;</c>.</remarks>
public sealed record NetworkFilter
{
    public string Name { get; init; } = "";

    /// <summary>Where its rules stand: <c>root</c>, or a chain of their own that begins with the protocol whose packets come by.</summary>
    public string Chain { get; init; } = FilterChain.Root;

    /// <summary>When its chain is gone through, among the others and the rules of the root.</summary>
    public int Priority { get; init; }
    public Guid Uuid { get; init; }
    public ValueList<FilterEntry> Entries { get; init; }

    public IEnumerable<FilterRef> Includes => Entries.OfType<FilterInclude>().Select(include => include.Of);

    internal static NetworkFilter Map(XmlMap x, NetworkFilter v)
    {
        if (x.Reading && x.Filled("name", null) is null) throw NetworkFilterXml.Internal(x, "filter has no name");
        var name = x.Text("name", v.Name)!;
        var chain = x.Text("chain", v.Chain);
        var priority = x.Text("priority", v.Priority is 0 ? null : NetworkFilterXml.Number(v.Priority));
        if (!x.Reading)
        {
            x.Leaf("uuid", v.Uuid.ToString("D"));
            x.Each(v.Entries, FilterEntry.NameOf, (_, _) => null, FilterEntry.Write);
            return v;
        }
        if (name.Contains('/', StringComparison.Ordinal) || name is "." or ".." || name.Any(char.IsControl)) throw x.Error(ErrorCode.XmlError, ErrorDomain.Nwfilter, $"name '{name}' cannot be a file's");
        var (at, order) = FilterChain.Of(x, chain, priority);
        return new()
        {
            Name = name,
            Chain = at,
            Priority = order,
            Uuid = x.Leaf("uuid", null) is not { } text ? default : Uuids.Parse(text) ?? throw x.Error(ErrorCode.XmlError, ErrorDomain.Nwfilter, "malformed uuid element"),
            Entries = x.Each<FilterEntry>([], FilterEntry.NameOf, FilterEntry.Read, FilterEntry.Write),
        };
    }
}

/// <summary>A rule, or another filter whose rules come here.</summary>
public abstract record FilterEntry
{
    internal static string NameOf(FilterEntry entry) => entry is FilterRule ? "rule" : "filterref";

    internal static FilterEntry? Read(XmlMap x, string name) => name switch
    {
        "rule" => FilterRule.Map(x, new()),
        "filterref" => FilterInclude.Map(x, new()),
        _ => null,
    };

    internal static void Write(XmlMap x, FilterEntry entry)
    {
        if (entry is FilterRule rule) FilterRule.Map(x, rule);
        else FilterInclude.Map(x, (FilterInclude)entry);
    }
}

/// <summary>Another filter's rules, under values of variables that hold for them.</summary>
public sealed record FilterInclude : FilterEntry
{
    public FilterRef Of { get; init; } = new();

    internal static FilterInclude Map(XmlMap x, FilterInclude v)
    {
        var named = FilterRef.Map(x, v.Of);
        // libvirt's words, meant for a rule.
        return !x.Reading || named.Filter.Length > 0 ? new() { Of = named } : throw NetworkFilterXml.Internal(x, "rule node requires action attribute");
    }
}
