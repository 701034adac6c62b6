using System.Collections.Immutable;
using Aerostat.Model;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>What the names in a filter's rules stand for: one value, or several.</summary>
/// <remarks>Source: libvirt network filter format, "Usage of variables in filters".</remarks>
sealed record FilterVariables(ImmutableDictionary<string, ValueList<string>> Values)
{
    public const string Mac = "MAC", Ip = "IP", Learning = "CTRL_IP_LEARNING";

    public static FilterVariables Of(IEnumerable<FilterParameter> parameters) =>
        new(parameters.GroupBy(parameter => parameter.Name!).ToImmutableDictionary(same => same.Key, same => same.Select(parameter => parameter.Value!).ToValueList()));

    /// <summary>Null: nobody has said what it stands for.</summary>
    public ValueList<string>? this[string name] => Values.TryGetValue(name, out var values) && !values.IsEmpty ? values : null;

    public FilterVariables With(string name, ValueList<string> values) => new(Values.SetItem(name, values));

    /// <summary>What is given further in, and over it what holds around it.</summary>
    public FilterVariables Over(FilterVariables inner) => new(inner.Values.SetItems(Values));

    public bool Has(FilterVariable variable) => this[variable.Name] is { } values && (variable.Index is not { } index || index < values.Count);

    /// <summary>The rule once for each combination of its variables' values.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: a value is none of the field's.</exception>
    public IEnumerable<FilterRule> Each(FilterRule rule)
    {
        var iterators = rule.Variables.Where(variable => variable.Index is null).GroupBy(variable => variable.Iterator)
            .Select(same => (Id: same.Key, Count: same.Max(variable => this[variable.Name]!.Value.Count), Names: same.Select(variable => variable.Name).Distinct().ToArray())).ToArray();
        var at = new int[iterators.Length];
        while (true)
        {
            if (IsFirst(at)) yield return Filled(rule, variable => Value(variable, at));
            var turning = 0;
            while (turning < at.Length && ++at[turning] == iterators[turning].Count) at[turning++] = 0;
            if (turning == at.Length) yield break;
        }

        string Value(FilterVariable variable, int[] places)
        {
            var values = this[variable.Name]!.Value;
            return variable.Index is { } index ? values[(int)index] : values[places[Array.FindIndex(iterators, iterator => iterator.Id == variable.Iterator)] % values.Count];
        }

        // Values that stand there twice make a rule once.
        bool IsFirst(int[] places) => places.Select((place, i) => Enumerable.Range(0, place).All(before => iterators[i].Names.Any(name => Nth(name, before) != Nth(name, place)))).All(first => first);

        string Nth(string name, int place) => this[name]!.Value is var values ? values[place % values.Count] : "";
    }

    static FilterRule Filled(FilterRule rule, Func<FilterVariable, string> valueOf) => rule with
    {
        Fields = rule.Fields.Map(field => field.Value is not FilterVariable variable ? field
            : FilterRule.Parse(rule.Protocol!, field.Name, valueOf(variable)) is { } value ? field with { Value = value }
            : throw FilterErrors.Internal($"the value '{valueOf(variable)}' of variable '{variable.Name}' is none that '{field.Name}' of protocol '{rule.Protocol}' can have", "Correct the <parameter> of the card's <filterref>.")),
    };
}
