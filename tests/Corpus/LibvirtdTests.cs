using Aerostat.Tests.Shared;

namespace Aerostat.Corpus.Tests;

/// <summary>What the real libvirtd says of each document, and of documents with a slip in them, and what we say. Both are asked to define it and to show its command line.</summary>
public sealed class LibvirtdTests
{
    /// <summary>Few differ, on any host; on one with KVM and swtpm, where the list was made, a new difference fails, and one that is gone is to be struck off: the list only shrinks.</summary>
    [Fact]
    public async Task Every_difference_is_on_the_list()
    {
        var documents = Documents.OfOurMachines().ToList();
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");
        Dictionary<(Difference, string), bool> found = [];
        var (asked, deaths, defined, shown) = (0, 0, 0, 0);
        await ForEachAsync(documents, (name, xml, expected, actual, home) =>
        {
            asked++;
            if (expected.Died) deaths++;
            else foreach (var difference in Differences.Between(expected, actual, xml, home)) found[(difference, name)] = true;
            if (expected.Xml is not null && actual.Xml is not null) defined++;
            if (expected.Native is not null && actual.Native is not null) shown++;
        });
        int Of(params Difference[] kinds) => found.Keys.Count(key => kinds.Contains(key.Item1));
        var alive = asked - deaths;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{asked} documents, {deaths} end libvirtd; verdict {alive - Of(Difference.Verdict)} of {alive}, XML {defined - Of(Difference.Xml)} of {defined}, "
            + $"verdict on the command line {alive - Of(Difference.NativeVerdict)} of {alive}, its devices {shown - Of(Difference.Devices)} of {shown}, all its words {shown - Of(Difference.Devices, Difference.Line)}");

        Assert.InRange(Of(Difference.Verdict), 0, alive * 0.05);
        Assert.InRange(Of(Difference.NativeVerdict), 0, alive * 0.05);
        Assert.InRange(Of(Difference.Xml), 0, defined * 0.05);
        Assert.InRange(Of(Difference.Devices), 0, shown * 0.1);
        var known = Differences.Known();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', found.Keys.Where(key => !known.ContainsKey(key)).Order().Select(key => $"not on the list: {key.Item1} {key.Item2}")));
        // Elsewhere libvirt itself says other things, of processors above all.
        if (!await Libvirtd.SeesKvmAsync() || !File.Exists("/usr/bin/swtpm")) return;

        List<string> wrong = [
            .. found.Keys.Where(key => !known.ContainsKey(key)).Order().Select(key => $"new: {key.Item1} {key.Item2}"),
            .. known.Where(line => !line.Value.OfHost && !found.ContainsKey(line.Key)).Select(line => $"gone: {line.Key.What} {line.Key.Document}"),
        ];
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    const string Schema = "/usr/share/libvirt/schemas/domain.rng";

    /// <summary>What we tell of a document validates against libvirt's schema wherever what libvirtd tells of it does.</summary>
    [Fact]
    public async Task What_is_told_is_valid()
    {
        var documents = Documents.OfOurMachines().ToList();
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");
        using Workspace at = new();
        await ForEachAsync(documents, (name, _, expected, actual, _) =>
        {
            if (expected.Xml is null || actual.Xml is null) return;
            at.Write($"{name}.theirs.xml", expected.Xml);
            at.Write($"{name}.ours.xml", actual.Xml);
        });
        var files = Directory.GetFiles(at.Path, "*.xml");
        var judged = (await Ran.Of("xmllint", ["--noout", "--relaxng", Schema, .. files])).Err.Split('\n');
        HashSet<string> valid = [.. judged.Where(line => line.EndsWith(" validates", StringComparison.Ordinal)).Select(line => line[..^" validates".Length])];
        var told = files.Where(file => file.EndsWith(".ours.xml", StringComparison.Ordinal)).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{told.Count} documents told, {told.Count(valid.Contains)} valid");

        Assert.NotEmpty(valid);
        Assert.DoesNotContain(told, file => !valid.Contains(file) && valid.Contains(file.Replace(".ours.", ".theirs.", StringComparison.Ordinal)));
    }

    /// <summary><c>AEROSTAT_SLIPS</c> says how many; in nine of ten the verdicts are the same.</summary>
    [Fact]
    public async Task A_slip_gets_libvirts_verdict()
    {
        var documents = Documents.OfOurMachines().ToList();
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");
        var count = int.TryParse(Environment.GetEnvironmentVariable("AEROSTAT_SLIPS"), out var given) ? given : 400;
        var (alive, define, native) = (0, 0, 0);
        await ForEachAsync(Enumerable.Range(0, count).Select(number => Slips.Of(number, documents)), (_, _, expected, actual, _) =>
        {
            if (expected.Died) return;
            alive++;
            if (expected.Refused is null == actual.Refused is null) define++;
            if (expected.NotNative is null == actual.NotNative is null) native++;
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} slips, {count - alive} end libvirtd; verdict {define} of {alive}, on the command line {native}");

        Assert.InRange(define, alive * 0.95, alive);
        Assert.InRange(native, alive * 0.95, alive);
    }

    static async Task ForEachAsync(IEnumerable<(string Name, string Xml)> documents, Action<string, string, Answer, Answer, string> look)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var ours = new Witness(() => new AerostatDaemon());
        await using var libvirtd = new Witness(() => new Libvirtd(), Memory.Folder);
        foreach (var (name, xml) in documents)
        {
            var (expected, actual) = (await libvirtd.AskAsync(xml, cancel), await ours.AskAsync(xml, cancel));
            Assert.False(actual.Died, $"{name} has ended the daemon");
            // A stumble of the program's own is no refusal.
            foreach (var refusal in new[] { actual.Refused, actual.NotNative })
                Assert.False(refusal?.Message.Contains("unexpected failure", StringComparison.Ordinal) ?? false, $"{name}: {refusal?.Message}");
            look(name, xml, expected, actual, ours.Home);
        }
    }
}
