using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Aerostat.Daemon.Configuring;
using Aerostat.Values;

namespace Aerostat.Daemon.Tests.Configuring;

public partial class ConfigurationTests
{
    [Fact]
    public void Libvirts_syntax_is_read()
    {
        var file = ConfigFile.Parse("f", """"
            # a comment
            number = -5 # another
              text = "two words"
            single='one'
            lines = """first
            second"""
            list = [ "a", # of a
                "b",
            ]
            empty=[]
            """");

        Assert.Empty(file.Problems);
        Assert.Equal(
            [new NumberValue(2, -5), new TextValue(3, "two words"), new TextValue(4, "one"), new TextValue(5, "first\nsecond"), new ListValue(7, ["a", "b"]), new ListValue(10, [])],
            file.Values.Values);
    }

    [Theory]
    [InlineData("max_clients = many", "f:1: expected a number, a \"text\" in quotes, or a list [ \"a\", \"b\" ]")]
    [InlineData("\nmax_clients 5", "f:2: expected '=' after max_clients")]
    [InlineData("user = \"libvirt-qemu", "f:1: the text is not closed: expected \"")]
    [InlineData("max_clients = 5 6", "f:1: found '6' after the value: expected the end of the line")]
    [InlineData("max_clients = 0", "f:1: max_clients = 0: expected a number from 1 to 1000000")]
    [InlineData("max_clients = \"5\"", "f:1: max_clients = \"5\": expected a number from 1 to 1000000")]
    [InlineData("unix_sock_rw_perms = \"0999\"", "f:1: unix_sock_rw_perms = \"0999\": expected permissions in octal and in quotes, as \"0770\"")]
    [InlineData("user = \"nobody-at-all\"", "f:1: user = \"nobody-at-all\": expected a user of this host, by name or number")]
    [InlineData("dynamic_ownership = 2", "f:1: dynamic_ownership = 2: expected 0 or 1")]
    [InlineData("max_client = 1", "f:1: there is no setting 'max_client': expected one as max_client_requests, max_clients")]
    [InlineData("max_clients = 1\nmax_clients = 2", "f:2: max_clients is set in line 1 already: expected it once")]
    public void A_wrong_line_is_named_with_what_was_expected(string text, string problem) =>
        Assert.Equal(problem, Assert.Single(Read(text).Problems).ToString());

    [Fact]
    public void A_wrong_line_keeps_what_runs_and_the_others_are_taken()
    {
        ConfigMap x = new(ConfigFile.Parse("f", "max_clients = nine\nkeepalive_count = 9\nlog_level = 9"), new() { LogLevel = 3, MaxClients = 5000 });
        var read = Configuration.Map(x);

        Assert.Equal((9, 3), (read.KeepaliveCount, read.LogLevel));
        Assert.Equal(["keepalive_count from 5 to 9"], x.Changes);
        Assert.Equal(2, x.Problems.Count);
    }

    [Fact]
    public void Settings_of_libvirts_that_mean_nothing_here_are_told_and_not_refused()
    {
        ConfigMap x = new(ConfigFile.Parse("f", "listen_tls = 0"), new());
        Configuration.Map(x);

        Assert.Equal(["f:1: listen_tls is a setting of libvirt's that has no effect here"], x.WithoutEffect(Configuration.NotOurs));
        x.RefuseOthers();
        Assert.Empty(x.Problems);
    }

    [Fact]
    public void The_file_that_is_shipped_says_what_holds_without_it()
    {
        var shipped = File.ReadAllText(Shipped());
        // What has no default shows an example.
        var defaults = Setting().Replace(shipped, match => match.Groups[1].Value is "unix_sock_group" or "unix_sock_dir" or "user" or "group" or "max_processes" or "max_files" or "max_core" or "autopilot_memory_floor" or "autopilot_memory_host_reserve" or "autopilot_memory_budget" or "metrics_listen" ? "" : match.Value[1..]);
        var (x, read) = ReadBoth(defaults);

        Assert.Empty(x.Problems);
        Assert.Equal(new(), read);
        Assert.Equal(27, Setting().Count(shipped));
    }

    [Fact]
    public void Any_text_is_read_to_its_end() =>
        Gen.String[Gen.Char["ab_= \n\t\"'[],#01-\\"], 0, 60].Sample(text => ConfigFile.Parse("f", text).Problems.All(problem => problem.Line >= 1));

    [GeneratedRegex("^#([a-z_]+) = .*$", RegexOptions.Multiline)]
    private static partial Regex Setting();

    static string Shipped([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../../data/aerostatd.conf");

    static ConfigMap Read(string text) => ReadBoth(text).Map;

    static (ConfigMap Map, Configuration Read) ReadBoth(string text)
    {
        ConfigMap x = new(ConfigFile.Parse("f", text), new());
        var read = Configuration.Map(x);
        x.WithoutEffect(Configuration.NotOurs);
        x.RefuseOthers();
        return (x, read);
    }
}
