using Aerostat.Cli.Commands;
using Aerostat.Cli.Grammar;
using Aerostat.Tests.Shared;

namespace Aerostat.Cli.Tests;

public class ParserTests
{
    static readonly Parser Parser = new(new Table(AllCommands.Groups));

    static string Said(Parsed parsed) => $"{parsed.Command.Name}{string.Concat(parsed.Values.Select(v => $" {v.Key.Name}={v.Value}"))}";

    [Theory]
    [InlineData("setmem kvm1 1G", "setmem domain=kvm1 size=1G")]
    [InlineData("setmem --size 1G kvm1", "setmem size=1G domain=kvm1")]
    [InlineData("setmem --size=1G --domain=kvm1 --live", "setmem size=1G domain=kvm1 live=")]
    [InlineData("attach-disk kvm1 /a.qcow2 sdb --cache=none --subdriver=qcow2", "attach-disk domain=kvm1 source=/a.qcow2 target=sdb cache=none subdriver=qcow2")]
    [InlineData("qemu-monitor-command kvm1 --hmp info block", "qemu-monitor-command domain=kvm1 hmp= cmd=info cmd=block")]
    [InlineData("echo -x -- --shell", "echo string=-x string=--shell")]
    [InlineData("dumpxml kvm1 --xpath //disk", "dumpxml domain=kvm1 xpath=//disk")]
    public void Options_go_by_name_or_by_position(string line, string parsed) => Assert.Equal(parsed, Said(Assert.Single(Parser.ParseLine(line))));

    [Theory]
    [InlineData("echo a; echo 'b;c' ;", "a|b;c")]
    [InlineData("echo a\"b c\"d", "ab cd")]
    [InlineData("echo \"a\\\"b\" c\\ d # the rest", "a\"b c d")]
    [InlineData("echo 'open", "open")]
    [InlineData("echo a\\\nb", "ab")]
    [InlineData(" ; ;", "")]
    public void Quotes_part_words_and_commands_as_virsh_does(string line, string parsed) =>
        Assert.Equal(parsed, string.Join('|', Parser.ParseLine(line).Select(p => string.Join(' ', p.Values.Select(v => v.Value)))));

    public static TheoryData<string, string> Refusals => new()
    {
        { "nosuch", "unknown command: 'nosuch'" },
        { "dominfo", "command 'dominfo' requires <domain> option" },
        { "setmem test", "command 'setmem' requires --size option" },
        { "dominfo test extra", "unexpected data 'extra'" },
        { "dominfo --domain", "expected syntax: --domain <string>" },
        { "setmem test --size", "expected syntax: --size <number>" },
        { "dominfo --domain=test --domain=x", "option --domain already seen" },
        { "dominfo --foo test", "command 'dominfo' doesn't support option --foo" },
        { "list --all=3", "invalid '=' after option --all" },
        { "list --all --all", "option --all already seen" },
        { "echo a; dominfo", "command 'dominfo' requires <domain> option" },
        { "echo \"a", "missing \"" },
        { "echo a\\", "dangling \\" },
        { "vcpupin", "command 'vcpupin' requires <domain> option" },
        { "dumpxml a b", "unexpected data 'b'" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void A_wrong_line_is_refused_in_virshs_words(string line, string words) =>
        Assert.Equal(words, Assert.Throws<UsageException>(() => Parser.ParseLine(line)).Message);

    [Theory, MemberData(nameof(Refusals))]
    public async Task Virsh_still_says_so(string line, string words)
    {
        var virsh = await Ran.Of("virsh", ["-c", "test:///default", line]);
        Assert.Equal($"error: {words}", virsh.Err.Trim());
    }

    [Fact]
    public async Task Every_command_of_ours_that_virsh_has_takes_its_options_in_its_order()
    {
        foreach (var command in AllCommands.Groups.SelectMany(g => g.Commands).Where(c => !c.Hidden && c.Name is not ("completion" or "autopilot" or "memory" or "daemon" or "import")))
        {
            var help = (await Ran.Of("virsh", ["-c", "test:///default", "help", command.Name])).Out;
            var synopsis = help.Split("SYNOPSIS\n")[1].Split('\n')[0];
            var theirs = System.Text.RegularExpressions.Regex.Matches(synopsis, @"--([\w-]+)|(?<=[ \[])<([\w-]+)>(?=[\s\]]|\.\.\.|$)")
                .Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value).Where(n => n is not ("string" or "number")).ToList();
            // What we add goes by name alone.
            var ours = command.Options.Where(o => !(o.ByNameOnly && !theirs.Contains(o.Name))).Select(o => o.Name).ToList();
            Assert.Equal($"{command.Name}: {string.Join(' ', theirs.Where(n => ours.Contains(n)))}", $"{command.Name}: {string.Join(' ', ours.Where(n => n != "string" || command.Name != "echo"))}");
        }
    }

    [Theory]
    [InlineData("lsit", "list")]
    [InlineData("dominf", "dominfo")]
    [InlineData("attach-dsik", "attach-disk")]
    [InlineData("x", null)]
    public void A_slip_is_told_from_a_stranger(string typed, string? meant) => Assert.Equal(meant, Suggest.Nearest(typed, new Table(AllCommands.Groups).Names));
}
