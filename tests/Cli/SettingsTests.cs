using Aerostat.Cli.Grammar;

namespace Aerostat.Cli.Tests;

public class SettingsTests
{
    static Settings Read(params string[] arguments) => Settings.Read(arguments, _ => { });

    [Fact]
    public void The_first_word_that_is_no_option_begins_the_command()
    {
        var settings = Read("-rqc", "qemu:///session", "--keepalive-interval=3", "list", "-c");
        Assert.Equal((true, true, "qemu:///session", 3), (settings.ReadOnly, settings.Quiet, settings.Uri, settings.KeepaliveInterval));
        Assert.Equal(["list", "-c"], settings.Words);
    }

    [Theory]
    [InlineData("-z", "unsupported option '-z'. See --help.")]
    [InlineData("--nosuch", "unsupported option '--nosuch'. See --help.")]
    [InlineData("-c", "option '-c'/'--connect' requires an argument")]
    [InlineData("-dx", "option -d takes a numeric argument")]
    [InlineData("-kx", "Invalid value for option -k")]
    [InlineData("-eab", "Invalid string 'ab' for escape sequence")]
    public void A_wrong_option_is_refused_in_virshs_words(string option, string words) =>
        Assert.Equal(words, Assert.Throws<UsageException>(() => Read(option)).Message);

    [Theory]
    [InlineData("^]", 0x1d)]
    [InlineData("^a", 0x01)]
    [InlineData("x", 'x')]
    public void An_escape_is_a_letter_or_a_control_key(string text, int key) => Assert.Equal((char)key, Read("-e", text).Escape);
}
