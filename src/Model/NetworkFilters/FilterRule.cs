using System.Globalization;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What becomes of packets of a protocol whose fields are as the rule says.</summary>
/// <remarks>Source: libvirt network filter format, <c>&lt;rule&gt;</c>.</remarks>
public sealed record FilterRule : FilterEntry
{
    public const int UsualPriority = 500;

    public FilterAction Action { get; init; }
    public FilterDirection Direction { get; init; }
    public int Priority { get; init; } = UsualPriority;

    /// <summary>A connection that was let through is let through in both directions.</summary>
    public bool StateMatch { get; init; } = true;

    /// <summary>Null: any packet that comes by.</summary>
    public string? Protocol { get; init; }

    /// <summary>In the order of the protocol's own list.</summary>
    public ValueList<FilterField> Fields { get; init; }

    /// <summary>Null: the rule does not ask for it.</summary>
    public FilterField? this[string name]
    {
        get
        {
            foreach (var one in Fields)
                if (one.Name == name) return one;
            return null;
        }
    }

    /// <summary>The variables that it needs values of.</summary>
    public IEnumerable<FilterVariable> Variables => Fields.Select(one => one.Value).OfType<FilterVariable>();

    /// <summary>What a field of a protocol may be compared with; null: not with this.</summary>
    public static FilterValue? Parse(string protocol, string field, string text) => Array.Find(FilterProtocol.FieldsOf(protocol), known => known.Name == field)?.Kind.Parse(text);

    internal static FilterRule Map(XmlMap x, FilterRule v)
    {
        var action = x.Text("action", Spelling<FilterAction>.Of(v.Action));
        var direction = x.Text("direction", FilterDirections.Word(v.Direction));
        var priority = x.Text("priority", NetworkFilterXml.Number(v.Priority));
        var state = x.Text("statematch", v.StateMatch ? null : "false");
        if (!x.Reading)
        {
            if (v.Protocol is { } known) x.Each(Written(v), _ => known, (_, _) => null, FilterGroup.Write);
            return v;
        }
        var rule = new FilterRule
        {
            Action = Spelling<FilterAction>.Parse(action ?? throw NetworkFilterXml.Internal(x, "rule node requires action attribute"))
                ?? throw Unknown(direction ?? throw NetworkFilterXml.Internal(x, "rule node requires direction attribute"), "action"),
            Direction = FilterDirections.Parse(direction ?? throw NetworkFilterXml.Internal(x, "rule node requires direction attribute")) ?? throw Unknown(direction, "direction"),
            // What is no such number is passed over, as libvirt has it.
            Priority = int.TryParse(priority, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var order) && order is >= FilterChain.Least and <= FilterChain.Most ? order : UsualPriority,
            StateMatch = !(state is "0" || string.Equals(state, "false", StringComparison.OrdinalIgnoreCase)),
        };
        // The first element of a protocol decides which it is; others of it add to it, and the rest says nothing.
        x.Each<FilterGroup>([], _ => "", (y, name) =>
        {
            if (rule.Protocol is null ? !FilterProtocol.IsKnown(name) : name != rule.Protocol) return null;
            var group = FilterGroup.Read(y, name);
            rule = rule with { Protocol = name, Fields = FilterProtocol.Merged(name, rule.Fields, group.Fields) };
            FilterProtocol.Check(x, rule);
            return group;
        }, (_, _) => { });
        return rule.Protocol is null ? rule : rule with { Fields = FilterProtocol.Signed(rule.Protocol, rule.Fields) };

        VirtException Unknown(string _, string what) => x.Error(ErrorCode.ConfigUnsupported, ErrorDomain.Nwfilter, $"unknown rule {what} attribute value");
    }

    /// <summary>Runs of fields that are all asked for, or all ruled out.</summary>
    static ValueList<FilterGroup> Written(FilterRule rule)
    {
        List<FilterGroup> groups = [];
        foreach (var field in rule.Fields)
        {
            if (groups.Count > 0 && groups[^1].Negated == field.Negated) groups[^1] = groups[^1] with { Fields = groups[^1].Fields.Add(field) };
            else groups.Add(new(field.Negated, [field]));
        }
        if (groups.Count == 0) groups.Add(new(false, []));
        return [.. groups];
    }
}

public enum FilterAction { Drop, Accept, Reject, Return, Continue }

/// <summary>As the guest sees it.</summary>
public enum FilterDirection { In, Out, Both }

static class FilterDirections
{
    public static string Word(FilterDirection direction) => direction switch { FilterDirection.In => "in", FilterDirection.Out => "out", _ => "inout" };

    public static FilterDirection? Parse(string word) => word switch { "in" => FilterDirection.In, "out" => FilterDirection.Out, "inout" => FilterDirection.Both, _ => null };
}

/// <summary>One element of a rule: its fields are asked for, or ruled out by <c>match='no'</c>.</summary>
sealed record FilterGroup(bool Negated, ValueList<FilterField> Fields)
{
    public static FilterGroup Read(XmlMap x, string protocol)
    {
        var negated = x.Text("match", null) is "no";
        List<FilterField> fields = [];
        VirtException? wrong = null;
        foreach (var known in FilterProtocol.FieldsOf(protocol))
        {
            if (x.Text(known.Name, null) is not { } text) continue;
            if ((FilterVariable.IsOne(text) ? FilterVariable.Parse(text) : known.Kind.Parse(text)) is { } value) fields.Add(new(known.Name, value, negated));
            // The last one is told of, as libvirt has it.
            else wrong = NetworkFilterXml.Internal(x, $"{known.Name} has illegal value {text}");
        }
        return wrong is null ? new(negated, [.. fields]) : throw wrong;
    }

    public static void Write(XmlMap x, FilterGroup group)
    {
        if (group.Negated) x.Text("match", "no");
        foreach (var field in group.Fields) x.Text(field.Name, field.Value.ToString());
    }
}
