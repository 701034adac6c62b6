using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

public class ReadOnlyTests
{
    /// <summary>More than libvirt has.</summary>
    const uint LastProcedure = 480;

    [Fact]
    public async Task No_procedure_changes_anything_through_the_read_only_socket()
    {
        await using var tried = await Tried.StartAsync();
        await tried.Virsh.Do($"create {tried.Daemon.At.Write("ran.xml", SmallGuest.Xml("ran"))}");
        await SmallGuest.DefineAsync(tried.Virsh, "kept");
        var uuid = Guid.Parse((await tried.Virsh.Do("domuuid ran")).Trim()).ToByteArray(bigEndian: true);
        var (xml, saved, before) = (await tried.Virsh.Do("dumpxml ran"), await tried.Virsh.Do("dumpxml kept"), Snapshot(tried));

        // A domain's own reference, or nothing, and so many zeros: some length of these is the arguments of nearly every call.
        byte[] domain = [.. Stranger.Text("ran"), .. uuid, 0, 0, 0, 1];
        var answers = 0;
        using var stranger = Stranger.Open(tried.Daemon.Socket + "-ro", readOnly: true);
        foreach (var procedure in Enumerable.Range(3, (int)LastProcedure - 3))
            foreach (var head in new[] { domain, [] })
                for (var zeros = 0; zeros < 80; zeros += 4)
                    if (stranger.Ask((uint)procedure, [.. head, .. new byte[zeros]])) answers++;

        Assert.InRange(answers, 30, int.MaxValue);
        Assert.Equal(before, Snapshot(tried));
        Assert.Equal(xml, await tried.Virsh.Do("dumpxml ran"));
        Assert.Equal(saved, await tried.Virsh.Do("dumpxml kept"));
        Assert.Equal("running", await tried.Virsh.State("ran"));
        Assert.DoesNotContain("failed unexpectedly", tried.Daemon.Said());
    }

    /// <summary>All that the daemon keeps, but for what it learned of emulators.</summary>
    static string Snapshot(Tried tried) => string.Join('\n', from folder in new[] { "etc", "lib", "run/qemu" }
                                                             from file in Directory.EnumerateFiles(tried.Daemon.At[folder], "*", SearchOption.AllDirectories)
                                                             where !file.Contains("/cache/", StringComparison.Ordinal)
                                                             orderby file
                                                             select $"{file} {(File.GetLastWriteTimeUtc(file)):O} {new FileInfo(file).Length}");
}
