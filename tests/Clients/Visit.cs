using System.Text.RegularExpressions;
using Aerostat.Tests.Shared;

namespace Aerostat.Clients.Tests;

/// <summary>One script of a client's command lines, played on both daemons; what is seen must be the same.</summary>
static partial class Visit
{
    static int port = 5920;

    /// <param name="script">Its name in the folder Scripts.</param>
    /// <param name="noise">What differs between two runs of this client on the same daemon.</param>
    public static async Task PlayedAsync(string script, params (string, string)[] noise)
    {
        Assert.SkipWhen((Libvirtd.Missing ?? Bridge.Missing) is not null, Libvirtd.Missing ?? Bridge.Missing ?? "");

        var played = await Task.WhenAll(PlayAsync(script, new Libvirtd(), noise), PlayAsync(script, new AerostatDaemon(), noise));
        Known.Alike(played[0], played[1]);
    }

    static async Task<List<string>> PlayAsync(string script, Daemon daemon, (string, string)[] noise)
    {
        await using var _ = daemon;
        // Daemons that start guests side by side would find the same port free.
        daemon.At.Folder("etc");
        await File.AppendAllTextAsync(daemon.At[daemon is Libvirtd ? "etc/qemu.conf" : "etc/aerostatd.conf"], $"\nremote_display_port_min = {Interlocked.Add(ref port, 3)}\n");
        await daemon.StartAsync();
        daemon.At.Folder("images", (UnixFileMode)0b111_111_111);
        daemon.At.Write("small.xml", SmallGuest.Xml("small").Replace("<vcpu>1</vcpu>", "<uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a12</uuid><vcpu>1</vcpu>", StringComparison.Ordinal));
        await using var bridge = await Bridge.MakeAsync();
        Household house = new(daemon);
        using Player player = new(Client.Virsh(daemon), bridge.Name) { Host = line => house.Run(line), MoreNoise = noise };
        await player.PlayAsync(Script.Read(Path.Combine(Programs.Root, $"tests/Clients/Scripts/{script}.txt")));
        var seen = Numbered(player.Transcript);
        // For whoever compares at leisure.
        Directory.CreateDirectory(Path.Combine(Programs.Root, ".work/walks"));
        await File.WriteAllLinesAsync(Path.Combine(Programs.Root, ".work/walks", $"{script} on {daemon.Name}.txt"), seen);
        return seen;
    }

    /// <summary>Identities that were made up have the number of their first appearance, so that who is who is compared, too.</summary>
    static List<string> Numbered(List<string> transcript)
    {
        Dictionary<string, string> names = [];
        return [.. transcript.Select(step => MadeUp().Replace(step, found => names.TryGetValue(found.Value, out var name) ? name : names[found.Value] = $"ID{names.Count + 1}"))];
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|52:54:00(:[0-9a-f]{2}){3}")]
    private static partial Regex MadeUp();
}
