namespace Aerostat.Client.Tests;

public class ReadmeTests
{
    [Fact]
    public void The_example_is_the_one_that_compiles()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Aerostat.slnx"))) root = Path.GetDirectoryName(root)!;
        var code = File.ReadAllText(Path.Combine(root, "tests/Client/ReadmeExample.cs"));
        var body = code[code.IndexOf("        await using", StringComparison.Ordinal)..code.LastIndexOf("    }\n}", StringComparison.Ordinal)];
        Assert.Contains(string.Join('\n', body.TrimEnd().Split('\n').Select(line => line.Length > 8 ? line[8..] : "")), File.ReadAllText(Path.Combine(root, "src/Client/README.md")));
    }
}
