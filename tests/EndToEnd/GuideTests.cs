using System.Text.RegularExpressions;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>The guide's commands are run, on the guest that it defines, and print what it shows. AEROSTAT_GOLDEN=1 writes what they print into it.</summary>
public partial class GuideTests
{
    const string Folder = "/srv/kvm1";

    static string Path(string name) => System.IO.Path.Combine(Programs.Root, "docs", name);

    static bool IsGolden => Environment.GetEnvironmentVariable("AEROSTAT_GOLDEN") is { Length: > 0 };

    [Fact]
    public async Task Every_command_prints_what_the_guide_shows()
    {
        Assert.SkipWhen(Bridge.Missing is not null, Bridge.Missing ?? "");
        await using var tried = await Tried.StartAsync();
        await using var bridge = await Bridge.MakeAsync();
        tried.Daemon.At.Write("kvm1.xml", await GuestXml(tried.Daemon.At, bridge.Name));
        using var player = new Player(tried.Virsh, bridge.Name) { Folder = Folder, ByName = true };

        List<string> wrong = [];
        List<(Step Step, string Seen)> all = [];
        foreach (var step in Script.Read(Path("GUIDE.md")))
        {
            var seen = await SeeAsync(player, step);
            all.Add((step, seen));
            if (Same(seen) != Same(step.Expected ?? "")) wrong.Add($"{step.Where}: {step.Command}\n{Difference(step.Expected ?? "", seen)}");
        }
        if (IsGolden) Rewrite(all);
        else Assert.Equal("", string.Join("\n", wrong));
    }

    [Fact]
    public void Both_languages_show_the_same_commands() =>
        Assert.Equal(Script.Read(Path("GUIDE.md")).Select(s => (s.Command, s.Expected)), Script.Read(Path("GUIDE.zh-CN.md")).Select(s => (s.Command, s.Expected)));

    /// <summary>What only looks may be asked again: the guest needs a moment to follow.</summary>
    static async Task<string> SeeAsync(Player player, Step step)
    {
        var seen = await player.SeeAsync(step);
        if (!Looks().IsMatch(step.Command) && step.Prompt is not Prompt.Guest) return seen;
        if (IsGolden)
        {
            // Nothing says yet what it should be: what it is after a while.
            await Task.Delay(TimeSpan.FromSeconds(step.Command.Contains("domstate", StringComparison.Ordinal) ? 15 : 4));
            return await player.SeeAsync(step);
        }
        for (var i = 0; i < 40 && Same(seen) != Same(step.Expected ?? ""); i++)
        {
            await Task.Delay(500);
            seen = await player.SeeAsync(step);
        }
        return seen;
    }

    /// <summary>The document of the guide, with the test guest's kernel in place of the reader's, and a shell for the test.</summary>
    static async Task<string> GuestXml(Workspace at, string bridge)
    {
        var image = await GuestImage.Of("x86_64");
        at.Folder("sock", (UnixFileMode)0b111_111_111);
        var xml = File.ReadAllText(Path("GUIDE.md")).Split("```xml\n")[1].Split("```")[0];
        return xml.Replace($"{Folder}/vmlinuz", image.Kernel).Replace($"{Folder}/initrd", image.Initrd).Replace("console=ttyS0", image.CommandLine).Replace("br0", bridge)
            .Replace("  </devices>", $"""
                <channel type='unix'>
                  <source mode='bind' path='{at["sock/kvm1"]}'/>
                  <target type='virtio' name='test.shell'/>
                </channel>
              </devices>
            """);
    }

    static void Rewrite(List<(Step Step, string Seen)> all)
    {
        foreach (var name in (string[])["GUIDE.md", "GUIDE.zh-CN.md"])
        {
            var next = 0;
            var text = Blocks().Replace(File.ReadAllText(Path(name)), block =>
            {
                var commands = block.Groups[1].Value.Split('\n').Count(line => Prompted().IsMatch(line));
                var steps = all[next..(next += commands)];
                return $"```console\n{string.Concat(steps.Select(s => $"{(s.Step.Prompt is Prompt.Guest ? "guest#" : s.Step.Prompt is Prompt.Harness ? "%" : "$")} {s.Step.Command}\n{(s.Seen == "" ? "" : s.Seen + "\n")}"))}```";
            });
            File.WriteAllText(Path(name), text);
        }
    }

    /// <summary>Widths, counters, and what is the host's (users, processors) are not compared.</summary>
    static string Same(string text) => Counters().Replace(Blanks().Replace(text, " "), "N").Trim();

    static string Difference(string expected, string seen) => $"shown:\n{expected}\nprinted:\n{seen}";

    [GeneratedRegex("^(virsh|aero) (dom|list|vcpu|dumpxml|schedinfo|emulatorpin kvm1$|ttyconsole)")]
    private static partial Regex Looks();

    [GeneratedRegex("```console\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^(\$|guest#|%) ")]
    private static partial Regex Prompted();

    [GeneratedRegex(@"[ \t]+|-{5,}|\n\s*(?=\n)")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"(?<=vnet|/dev/pts/|CPU time: |(swap_in|swap_out|major_fault|minor_fault|unused|available|usable|last_update|disk_caches|hugetlb_pgalloc|hugetlb_pgfail|rss|rd_req|rd_bytes|wr_req|wr_bytes|rd_total_times|wr_total_times|rx_bytes|rx_packets|tx_bytes|tx_packets|MemTotal:|Allocation:|Physical:) )[\d.]+|\+\d+:\+\d+|(?<= [01] )0-\d+")]
    private static partial Regex Counters();
}
