using Aerostat.Cli.Commands;
using Aerostat.Cli.Grammar;

namespace Aerostat.Cli.Tests;

public class OutputTests
{
    static string Written(Format format, Action<Output> act)
    {
        StringWriter answers = new();
        Output output = new(answers, TextWriter.Null) { Format = format };
        act(output);
        return answers.ToString();
    }

    static void Show(Output output) => output.Rows([("Id", "id"), ("Name", "name"), ("State", "state")], [[1L, "测试", "running"], [new Cell("-", null), "b", "shut off"]]);

    [Fact]
    public void Columns_are_drawn_as_virsh_draws_them() => Assert.Equal("""
         Id   Name   State
        -----------------------
         1    测试   running
         -    b      shut off

        """, Written(Format.Table, Show));

    [Fact]
    public void The_same_rows_are_json_with_stable_names() =>
        Assert.Equal("""[{"id":1,"name":"测试","state":"running"},{"id":null,"name":"b","state":"shut off"}]""",
            string.Concat(Written(Format.Json, Show).Split('\n').Select(line => line.Trim())).Replace("\": ", "\":"));

    [Fact]
    public void A_view_goes_into_a_pipe_as_exact_values_with_tabs_between() =>
        Assert.Equal("guest\trss_bytes\tordered\treason\na b\t1234567890\ttrue\tidle now\nc\t-\tfalse\t-\n", View(piped: true));

    [Fact]
    public void Who_wants_quiet_gets_no_names_of_columns() => Assert.Equal("a b\t1234567890\ttrue\tidle now\nc\t-\tfalse\t-\n", View(piped: true, quiet: true));

    [Fact]
    public void A_view_is_drawn_on_a_terminal() => Assert.Contains(" a b     1.15 GiB", View(piped: false), StringComparison.Ordinal);

    [Fact]
    public void What_virsh_prints_is_the_same_in_a_pipe() =>
        Assert.Equal(Written(Format.Table, Show), Written(Format.Table, output =>
        {
            output.Piped = true;
            Show(output);
        }));

    static string View(bool piped, bool quiet = false) => Written(Format.Table, output =>
    {
        (output.Piped, output.Quiet) = (piped, quiet);
        output.View([("Guest", "guest"), ("RSS", "rss_bytes"), ("Ordered", "ordered"), ("Reason", "reason")],
            [["a b", new("1.15 GiB", 1234567890UL), new("yes", true), "idle\tnow"], ["c", new("-", null), new("no", false), new("-", null)]]);
    });

    [Fact]
    public void A_picked_node_is_written_as_libxml_writes_it() => Assert.Equal(
        "<disk type=\"file\">\n  <source file=\"/a&amp;b\"/>\n</disk>\n", XmlText.Pick("<d>\n  <disk type='file'>\n    <source file='/a&amp;b'/>\n  </disk>\n</d>", "//disk", wrap: false));

    [Fact]
    public void Attributes_are_wrapped_into_one_element() =>
        Assert.Equal("<nodes dev=\"vda\"/>\n", XmlText.Pick("<d><t dev='vda'/></d>", "//t/@dev", wrap: true));

    [Fact]
    public void Deep_nesting_is_refused_at_once() =>
        Assert.Throws<CommandException>(() => XmlText.Parse(string.Concat(Enumerable.Repeat("<a>", 200_000))));

    [Fact]
    public void The_manual_page_is_the_one_checked_in()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Aerostat.slnx"))) root = Path.GetDirectoryName(root)!;
        Assert.Equal(File.ReadAllText(Path.Combine(root, "docs/man/aero.1")), Man.Page(new Table(AllCommands.Groups)));
    }
}
