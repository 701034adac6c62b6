using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>The guide's walk-through by two clients on two daemons: what is seen must be the same. docs/COMPATIBILITY.md gives the reasons where it is not.</summary>
public class WalkTests
{
    public static TheoryData<string> Machines => [.. (Environment.GetEnvironmentVariable("AEROSTAT_MACHINES") ?? "q35").Split(' ')];

    [Theory, MemberData(nameof(Machines))]
    public async Task Virsh_sees_the_same_on_aerostatd_as_on_libvirtd(string machine) =>
        Known.Alike(await Walk<Libvirtd>(Client.Virsh, machine), await Walk<AerostatDaemon>(Client.Virsh, machine));

    [Theory, MemberData(nameof(Machines))]
    public async Task Aero_sees_on_libvirtd_what_virsh_sees(string machine) =>
        Known.Alike(await Walk<Libvirtd>(Client.Virsh, machine), await Walk<Libvirtd>(Client.Aero, machine));

    [Theory, MemberData(nameof(Machines))]
    public async Task Aero_sees_on_aerostatd_what_virsh_sees(string machine) =>
        Known.Alike(await Walk<AerostatDaemon>(Client.Virsh, machine), [.. (await Walk<AerostatDaemon>(Client.Aero, machine)).Select(Known.WithoutHints)]);

    static readonly Dictionary<string, Task<List<string>>> walked = [];

    /// <summary>Each pair of client and daemon walks once, however many tests ask.</summary>
    static Task<List<string>> Walk<T>(Func<Daemon, Client> client, string machine) where T : Daemon
    {
        var missing = Libvirtd.Missing ?? Bridge.Missing;
        Assert.SkipWhen(missing is not null, missing ?? "");
        var key = $"{(client == Client.Virsh ? "virsh" : "aero")} on {typeof(T).Name}, {machine}";
        lock (walked) return walked.TryGetValue(key, out var walk) ? walk : walked[key] = WalkAsync(typeof(T) == typeof(Libvirtd) ? new Libvirtd() : new AerostatDaemon(), client, machine, key);
    }

    static async Task<List<string>> WalkAsync(Daemon daemon, Func<Daemon, Client> client, string machine, string key)
    {
        await using (daemon)
        {
            await daemon.StartAsync();
            var seen = await Walks.WalkAsync(client(daemon), Machine.Of(machine));
            // For whoever compares at leisure.
            Directory.CreateDirectory(Path.Combine(Programs.Root, ".work/walks"));
            await File.WriteAllLinesAsync(Path.Combine(Programs.Root, ".work/walks", $"{key}.txt"), seen);
            return seen;
        }
    }
}
