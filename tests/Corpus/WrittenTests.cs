using System.Text.RegularExpressions;
using Aerostat.Tests.Shared;

namespace Aerostat.Corpus.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>
/// Documents in the manner of those that guides print and that installers, clouds and converters write (<c>Written/</c>), none of them libvirt's own:
/// both daemons keep them alike, show the same command line, and where they can be started under emulation make the same machine.
/// </summary>
public sealed partial class WrittenTests
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Written");

    static IEnumerable<(string Name, string Xml)> Documents => Directory.GetFiles(Folder, "*.xml").Order(StringComparer.Ordinal)
        .Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)));

    [Fact]
    public Task Both_daemons_keep_and_show_them_alike() => CompareAsync(Documents, "Written/Differences.txt");

    /// <summary>Each by itself, right or wrong: what libvirt's own validation looks at.</summary>
    [Fact]
    public Task Both_daemons_judge_each_piece_alike() =>
        CompareAsync(Piece.Read(Path.Combine(Folder, "Pieces.txt")).Select(piece => (piece.Name, piece.Xml)), "Written/PieceDifferences.txt");

    static async Task CompareAsync(IEnumerable<(string Name, string Xml)> documents, string list)
    {
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");
        var cancel = TestContext.Current.CancellationToken;
        await using var ours = new Witness(() => new AerostatDaemon());
        await using var libvirtd = new Witness(() => new Libvirtd(), Memory.Folder);
        Dictionary<(Difference, string), string> found = [];
        foreach (var (name, xml) in documents)
        {
            var (expected, actual) = (await libvirtd.AskAsync(xml, cancel), await ours.AskAsync(xml, cancel));
            Assert.False(actual.Died, $"{name} has ended the daemon");
            if (expected.Died) continue;
            await NoteAsync(name.Replace('/', '-'), xml, expected, actual, ours.Home);
            foreach (var difference in Differences.Between(expected, actual, xml, ours.Home)) found[(difference, name)] = $"{expected.Refused ?? expected.NotNative} | {actual.Refused ?? actual.NotNative}";
        }

        var known = Differences.Known(list);
        List<string> wrong = [
            .. found.Where(difference => !known.ContainsKey(difference.Key)).Select(difference => $"new: {difference.Key.Item1} {difference.Key.Item2} {difference.Value}").Order(StringComparer.Ordinal),
            .. known.Where(line => !line.Value.OfHost && !found.ContainsKey(line.Key)).Select(line => $"gone: {line.Key.What} {line.Key.Document}"),
        ];
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>For whoever compares at leisure.</summary>
    static async Task NoteAsync(string name, string xml, Answer expected, Answer actual, string home)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Programs.Root, ".work/written")).FullName;
        foreach (var (answer, where, from) in new[] { (expected, "libvirtd", ""), (actual, "aerostatd", home) })
            await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.{where}.txt"), string.Join('\n',
                [.. answer.Refused is { } refused ? [$"refused: {refused}"] : Plain.Xml(answer.Xml ?? "", xml, from).Split('\n'),
                    .. answer.NotNative is { } not ? [$"not shown: {not}"] : answer.Native is { } native ? Plain.Words(native, xml, from) : []]));
    }

    /// <summary>Some that want nothing of the host but files; <c>AEROSTAT_WRITTEN</c> names others.</summary>
    [Fact]
    public async Task Both_daemons_make_the_same_machines_of_them()
    {
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");
        var wanted = Environment.GetEnvironmentVariable("AEROSTAT_WRITTEN")?.Split(' ');
        var documents = Documents.Where(document => wanted?.Contains(document.Name) ?? Started.Contains(document.Name)).ToList();
        Assert.NotEmpty(documents);
        var (expected, actual) = (await StartAllAsync(new Libvirtd(), documents), await StartAllAsync(new AerostatDaemon(), documents));

        Known.Alike(expected, actual);
    }

    // Of each kind one: the rest is compared as a command line above. Screens listen nowhere, for the host's ports are everybody's.
    static readonly string[] Started = ["virt-install-fedora", "terraform-coreos", "pc-bridges", "old-guide", "ovirt", "microvm-lab"];

    const string Images = "/var/lib/libvirt/images";

    static async Task<List<string>> StartAllAsync(Daemon daemon, IEnumerable<(string Name, string Xml)> documents)
    {
        await using var _ = daemon;
        await daemon.StartAsync();
        var at = daemon.At;
        at.Folder("images", (UnixFileMode)0b111_111_111);
        (await Ran.Shell("cd images && qemu-img create -q -f qcow2 root.qcow2 64M && cp root.qcow2 win.qcow2 && truncate -s 1M data.raw seed.iso && truncate -s 1440K floppy.img && truncate -s 128M nvdimm.img pmem.img && "
            + "qemu-img create -q -f vmdk esx.vmdk 8M && echo x >board.dtb && chmod 666 *", at.Path)).OrThrow();
        using Player player = new(Client.Virsh(daemon), "no-bridge") { MoreNoise = Moving };
        foreach (var (name, xml) in documents)
        {
            at.Write($"{name}.xml", Screen().Replace(xml, "<graphics type='$1'><listen type='none'/></graphics>").Replace(Images, at["images"], StringComparison.Ordinal));
            var domain = DomainName().Match(xml).Groups[1].Value;
            string[] lines = [$"define {name}.xml", $"start {domain} --paused", $"dumpxml {domain}", $"qemu-monitor-command {domain} --hmp 'info qtree'", $"qemu-monitor-command {domain} --hmp 'info chardev'", $"destroy {domain}", $"undefine {domain} --nvram"];
            await player.PlayAsync(lines.Select(line => new Step(name, Prompt.Host, $"virsh {line}", null, null)));
        }
        Directory.CreateDirectory(Path.Combine(Programs.Root, ".work/written"));
        await File.WriteAllLinesAsync(Path.Combine(Programs.Root, ".work/written", $"started on {daemon.Name}.txt"), player.Transcript, TestContext.Current.CancellationToken);
        return player.Transcript;
    }

    // What differs between two runs of the same daemon.
    static readonly (string, string)[] Moving =
    [
        (@"(?<=info,nonce=|0x)[0-9a-f]{12,}", "N"),
        (@"127\.0\.0\.1:\d{5}\b", "127.0.0.1:N"),
    ];

    [GeneratedRegex("<graphics type=['\"](vnc|spice)['\"](?:[^>]*/>|.*?</graphics>)", RegexOptions.Singleline)]
    private static partial Regex Screen();

    [GeneratedRegex("<name>([^<]*)</name>")]
    private static partial Regex DomainName();
}
