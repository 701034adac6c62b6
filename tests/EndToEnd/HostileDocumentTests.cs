using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>Documents that no reader should be asked to read: refused at once, while others are answered, and memory stays bounded.</summary>
public class HostileDocumentTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Documents => new()
    {
        { "200,000 deep", string.Concat(Enumerable.Repeat("<a>", 200_000)) + string.Concat(Enumerable.Repeat("</a>", 200_000)) },
        { "20,000 attributes", $"<domain {string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"a{i}=''"))}/>" },
        { "100,000 attributes", $"<domain {string.Join(' ', Enumerable.Range(0, 100_000).Select(i => $"a{i}=''"))}/>" },
        { "entities", """<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><domain>&c;</domain>""" },
    };

    [Fact]
    public async Task Hostile_documents_are_refused_and_others_are_answered_meanwhile()
    {
        await using var tried = await Tried.StartAsync();
        var before = Peak(tried);
        foreach (var (what, xml) in Documents.Select(row => row.Data))
        {
            var define = tried.Virsh.Run($"define {tried.Daemon.At.Write("bad.xml", xml)}", TimeSpan.FromMinutes(1));
            await tried.Virsh.Do("list --all", TimeSpan.FromMinutes(1));
            var ran = await define;
            Assert.False(ran.Ok, what);
            Assert.Contains("XML", ran.Err.Length > 4000 ? ran.Err[..4000] : ran.Err, StringComparison.OrdinalIgnoreCase);
            output.WriteLine($"{what}: {ran.Err.Split('\n')[1]}");
        }
        output.WriteLine($"{(Peak(tried) - before) >> 20} MiB more");
        Assert.InRange(Peak(tried) - before, 0, 200 << 20);
    }

    static long Peak(Tried tried) => 1024 * long.Parse(File.ReadLines($"/proc/{tried.Daemon.Pid}/status").Single(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
