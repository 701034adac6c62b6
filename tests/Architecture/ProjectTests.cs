using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Aerostat.Architecture.Tests;

/// <summary>The layout of docs/ARCHITECTURE.md, held against the projects as they are.</summary>
public partial class ProjectTests
{
    // An arrow only ever runs down a line. Values is everyone's; the generator is the compiler's.
    static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Values"] = [],
        ["Generator"] = [],
        ["Protocol"] = [],
        ["Model"] = [],
        ["Autopilot"] = [],
        ["Linux"] = [],
        ["Qmp"] = [],
        ["Client"] = ["Protocol"],
        ["Qemu"] = ["Model", "Qmp", "Linux"],
        ["Server"] = ["Protocol", "Linux"],
        ["Engine"] = ["Qemu", "Qmp", "Autopilot", "Model", "Linux"],
        ["Daemon"] = ["Server", "Engine", "Protocol"],
        ["Cli"] = ["Client", "Model", "Autopilot"],
    };

    internal static readonly string Root = FindRoot(AppContext.BaseDirectory);

    static readonly string[] Sources = [.. Files("src", "*.cs"), .. Files("tests", "*.cs"), .. Files("bench", "*.cs")];

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(d => Path.GetFileName(d)!).Where(n => n is not "obj" and not "bin")];

    [Theory, MemberData(nameof(Projects))]
    public void A_project_refers_only_to_what_lies_below_it(string project)
    {
        Assert.True(Arrows.ContainsKey(project), $"src/{project} is not in the layout: give it a line here and in docs/ARCHITECTURE.md");
        var references = XDocument.Load(Path.Combine(Root, "src", project, $"{project}.csproj")).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!));
        Assert.Empty(references.Except([.. Arrows[project], "Values", "Generator"]));
    }

    [Fact]
    public void A_file_fits_three_screens() =>
        Assert.Empty(Sources.Where(f => File.ReadLines(f).Count() > 300).Select(Short));

    [Fact]
    public void A_namespace_is_its_folders() =>
        // The compiler asks for IsExternalInit by its full name, where the framework has none.
        Assert.Empty(Files("src", "*.cs").Where(f => Path.GetFileName(f) != "IsExternalInit.cs" && File.ReadLines(f).FirstOrDefault(l => l.StartsWith("namespace ", StringComparison.Ordinal)) is { } line
            && !line.StartsWith($"namespace Aerostat.{Short(f).Split('/')[1]}", StringComparison.Ordinal)).Select(Short));

    [Fact]
    public void Nothing_is_left_for_later() =>
        Assert.Empty(Files("src", "*.cs").Where(f => Later().IsMatch(File.ReadAllText(f))).Select(Short));

    [Fact]
    public void What_is_swallowed_silenced_or_waited_for_has_its_reason_beside_it() =>
        Assert.Empty(from file in Sources
                     where Path.GetFileName(file) != "ProjectTests.cs"
                     from Match found in Unreasoned().Matches(File.ReadAllText(file))
                     select $"{Short(file)}: {found.Value.Trim()}");

    /// <remarks>The leaves decide, and touch nothing: no file, no socket, no clock, no thread.</remarks>
    [Theory, InlineData("Model"), InlineData("Autopilot"), InlineData("Values"), InlineData("Protocol")]
    public void What_is_pure_has_no_effects(string project) =>
        Assert.Empty(Files($"src/{project}", "*.cs").Where(f => Effects().IsMatch(File.ReadAllText(f))).Select(Short));

    static IEnumerable<string> Files(string folder, string pattern) => !Directory.Exists(Path.Combine(Root, folder)) ? [] :
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/") && !f.Contains("/bin/"));

    static string Short(string file) => Path.GetRelativePath(Root, file);

    static string FindRoot(string from) => File.Exists(Path.Combine(from, "Aerostat.slnx")) ? from : FindRoot(Path.GetDirectoryName(from)!);

    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|NotImplemented" + @"Exception)\b")]
    private static partial Regex Later();

    // An empty catch; a thread that waits for a task or a thread; a warning that is off.
    [GeneratedRegex(@"\bcatch\b[^{}]*\{\s*\}|^(?!\s*//)[^\n]*(?:\.Wait\(\)|\.GetAwaiter\(\)\.GetResult\(\)|Task\.Result\b|[tT]hread\.Join\(\)|#pragma warning disable|SuppressMessage\()(?![^\n]*(?://|Justification = ""\w))[^\n]*$", RegexOptions.Multiline)]
    private static partial Regex Unreasoned();

    [GeneratedRegex(@"\b(File\.(Read|Write|Open|Exists)|Directory\.|new Socket\(|TimeProvider\.System|new Thread\(|Task\.Run\(|Environment\.)")]
    private static partial Regex Effects();
}
