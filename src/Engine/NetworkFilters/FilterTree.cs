using Aerostat.Model;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>A rule where it stands, under the values that hold there.</summary>
sealed record PlacedRule(string Chain, int ChainPriority, FilterRule Rule, FilterVariables Variables);

/// <summary>All rules of a filter and of those that it refers to.</summary>
static class FilterTree
{
    const int Deepest = 64, MostRules = 20_000, MostReferences = 20_000;

    /// <param name="find">Null: there is none of that name.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: a filter is missing; or the filters are too deep, or too many.</exception>
    public static List<PlacedRule> Rules(string name, FilterVariables variables, Func<string, NetworkFilter?> find)
    {
        List<PlacedRule> rules = [];
        var references = 0;
        Add(name, variables, 0);
        return rules;

        void Add(string name, FilterVariables variables, int depth)
        {
            var filter = find(name) ?? throw FilterErrors.Internal($"referenced filter '{name}' is missing", "Define it, or see which there are: virsh nwfilter-list.");
            // Each that refers twice to the next doubles them, without a single rule.
            if (++references > MostReferences) throw FilterErrors.Internal($"filters refer to each other more than {MostReferences} times, at '{name}'");
            if (depth > Deepest) throw FilterErrors.Internal($"filters refer to each other more than {Deepest} deep, at '{name}'");
            foreach (var entry in filter.Entries)
            {
                if (rules.Count >= MostRules) throw FilterErrors.Internal($"a filter has more than {MostRules} rules, with those of '{name}'");
                if (entry is FilterRule rule) rules.Add(new(filter.Chain, filter.Priority, rule, variables));
                else if (entry is FilterInclude { Of: var of }) Add(of.Filter, variables.Over(FilterVariables.Of(of.Parameters)), depth + 1);
            }
        }
    }

    /// <summary>The variables that nobody has given a value, as an error tells them.</summary>
    public static IReadOnlyList<string> Missing(IEnumerable<PlacedRule> rules) =>
        [.. rules.SelectMany(placed => placed.Rule.Variables.Where(variable => !placed.Variables.Has(variable))).Select(variable => variable.ToString()[1..]).Distinct()];

    /// <summary>Whether a filter's rules come from that one too.</summary>
    public static bool Reaches(string from, string name, Func<string, NetworkFilter?> find, HashSet<string>? seen = null) =>
        from == name || (seen ??= []).Add(from) && find(from) is { } filter && filter.Includes.Any(include => Reaches(include.Filter, name, find, seen));

    /// <summary>Every rule with values in place of its variables, those of the root first, then by their priorities.</summary>
    public static List<PlacedRule> Filled(IEnumerable<PlacedRule> rules)
    {
        List<PlacedRule> filled = [];
        foreach (var placed in rules.OrderBy(placed => placed.Chain != FilterChain.Root).ThenBy(placed => placed.Rule.Priority))
            foreach (var rule in placed.Variables.Each(placed.Rule))
            {
                if (filled.Count >= MostRules) throw FilterErrors.Internal($"a filter has more than {MostRules} rules, each value of its variables counted");
                filled.Add(placed with { Rule = rule });
            }
        return filled;
    }
}
