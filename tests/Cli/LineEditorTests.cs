using System.Text;
using Aerostat.Cli.Shell;

namespace Aerostat.Cli.Tests;

public class LineEditorTests
{
    static string? Type(string keys, params string[] before)
    {
        History history = new(null);
        foreach (var line in before) history.Add(line);
        return new LineEditor(new MemoryStream(Encoding.UTF8.GetBytes(keys)), TextWriter.Null, history, _ => ["list", "list-all"]).Read("# ");
    }

    [Theory]
    [InlineData("abc\r", "abc")]
    [InlineData("ac\e[Db\r", "abc")]
    [InlineData("bc\x01" + "a\r", "abc")]
    [InlineData("one two\x17three\r", "one three")]
    [InlineData("ab\x7f\x7f" + "c\r", "c")]
    [InlineData("测试\x7f\r", "测")]
    [InlineData("abc\x15\x19\r", "abc")]
    [InlineData("li\t\r", "list")]
    [InlineData("", null)]
    [InlineData("\x04", null)]
    public void Keys_do_what_readline_does(string keys, string? line) => Assert.Equal(line, Type(keys));

    [Fact]
    public void Older_lines_come_back_and_the_draft_is_not_lost() => Assert.Equal("draft!", Type("draft\e[A\e[A\e[B\e[B!\r", "first", "second"));
}
