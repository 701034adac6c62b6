using System.Text.RegularExpressions;

namespace Aerostat.Tests.Shared;

/// <summary>Differences that are meant. Each is a line of docs/COMPATIBILITY.md, with its reason; all else must be the same.</summary>
public static partial class Known
{
    /// <summary>A step without the lines in which the daemons are meant to differ.</summary>
    public static string Without(string step) => Meant().Replace(step, "");

    /// <summary>Fails with all that differs and is not meant to.</summary>
    public static void Alike(List<string> expected, List<string> actual)
    {
        var differences = expected.Zip(actual).Select(p => (First: Without(p.First), Second: Without(p.Second))).Where(p => p.First != p.Second).Select(p => Difference.Of(p.First, p.Second)).ToList();
        if (differences.Count > 0 || expected.Count != actual.Count)
            throw new InvalidOperationException($"{expected.Count} steps and {actual.Count}, {differences.Count} of them differ:\n{string.Join("\n", differences)}");
    }

    /// <summary>aero says what to do next on a line of its own, on standard error.</summary>
    public static string WithoutHints(string step) => Hints().Replace(step, "");

    // The oracle runs without a security driver; no control group of a partition; sockets below the daemon's own folder; an attribute's block; what a named processor
    // model is in the guest.
    [GeneratedRegex("""
        ^Security\ (model|DOI|label):.*\n?
        |^\ \ <seclabel\ type='dynamic'\ model='dac'.*\n(\ {4}.*\n)*\ \ </seclabel>\n?
        |^\ \ <resource>\n\ {4}<partition>/machine</partition>\n\ \ </resource>\n?
        |(?<=<source\ mode='bind'\ path=').*(?=/channel/target/)
        |(?<=<cpu\ mode='custom'\ match='exact')\ check='(full|none)'
        |^\ \ \ \ <feature\ policy='require'\ name='(hypervisor|lahf_lm)'/>\n
        |(?<=<vcpu\ id='\d+'\ enabled='no')\ hotpluggable='yes'
        |^Allocation:.*\n?
        """, RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Meant();

    [GeneratedRegex("^hint: .*\\n?", RegexOptions.Multiline)]
    private static partial Regex Hints();
}
