using Aerostat.Tests.Shared;

namespace Aerostat.Aot.Tests;

/// <summary>The programs as files.</summary>
public sealed class ProgramTests
{
    public static TheoryData<string> All => [Programs.Aerostatd, Programs.Aero];

    [Theory, MemberData(nameof(All))]
    public void It_is_one_native_file(string program)
    {
        Assert.True(File.Exists(program), $"{program} is not there: run './dev test Aot', which publishes it");
        using var file = File.OpenRead(program);
        var head = new byte[4];
        file.ReadExactly(head);
        Assert.Equal("\x7F" + "ELF", System.Text.Encoding.Latin1.GetString(head));
        Assert.False(File.Exists($"{program}.dll"), "beside a native program there is no assembly");
    }

    [Theory, MemberData(nameof(All))]
    public async Task It_needs_no_library_that_Debian_does_not_have(string program) =>
        Assert.DoesNotContain("not found", (await Ran.Of("ldd", [program])).OrThrow().Out, StringComparison.Ordinal);

    [Theory, MemberData(nameof(All))]
    public async Task It_says_its_version(string program) =>
        Assert.Matches(@"^\d+\.\d+\.\d+", (await Ran.Of(program, ["--version"])).OrThrow().Out);

    [Theory, MemberData(nameof(All))]
    public async Task It_helps(string program)
    {
        var ran = await Ran.Of(program, ["--help"]);
        Assert.True(ran.Ok && ran.Out.Length > 200, ran.Seen);
    }
}
