using Aerostat.Tests.Shared;

namespace Aerostat.Corpus.Tests;

/// <summary>Writes what both daemons say of each document, to be looked at: <c>AEROSTAT_ANSWERS=folder</c>.</summary>
public sealed class AnswerDump
{
    [Fact(Explicit = true)]
    public Task Both_answer_each_document() => DumpAsync(Documents.OfOurMachines());

    /// <summary><c>AEROSTAT_SLIPS=from:count</c></summary>
    [Fact(Explicit = true)]
    public Task Both_answer_each_slip()
    {
        var asked = (Environment.GetEnvironmentVariable("AEROSTAT_SLIPS") ?? "0:2000").Split(':');
        var documents = Documents.OfOurMachines().ToList();
        return DumpAsync(Enumerable.Range(int.Parse(asked[0]), int.Parse(asked[1])).Select(number => Slips.Of(number, documents)));
    }

    static async Task DumpAsync(IEnumerable<(string Name, string Xml)> documents)
    {
        var folder = Environment.GetEnvironmentVariable("AEROSTAT_ANSWERS") ?? throw new InvalidOperationException("AEROSTAT_ANSWERS names no folder");
        var cancel = TestContext.Current.CancellationToken;
        await using var ours = new Witness(() => new AerostatDaemon());
        await using var libvirtd = new Witness(() => new Libvirtd(), Memory.Folder);
        foreach (var side in (string[])["ours", "libvirtd"]) Directory.CreateDirectory(Path.Combine(folder, side));
        foreach (var (name, xml) in documents)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.xml"), xml, cancel);
            var expected = await libvirtd.AskAsync(xml, cancel);
            var answer = await ours.AskAsync(xml, cancel);
            await File.WriteAllTextAsync(Path.Combine(folder, "libvirtd", $"{name}.json"), expected.ToJson(), cancel);
            await File.WriteAllTextAsync(Path.Combine(folder, "ours", $"{name}.json"), answer.ToJson().Replace(ours.Home is "" ? "@" : ours.Home, "@HOME@", StringComparison.Ordinal), cancel);
        }
        Assert.Equal(0, ours.Deaths);
    }
}
