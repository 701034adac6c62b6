using System.Text.RegularExpressions;
using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>The guide's walk-through on later QEMUs, where <c>eng/newer-qemu</c> has fetched them.</summary>
public partial class NewerQemuTests
{
    public static TheoryData<string, string> Walked => new(
        from version in (Environment.GetEnvironmentVariable("AEROSTAT_QEMUS") ?? "11").Split(' ')
        from machine in (Environment.GetEnvironmentVariable("AEROSTAT_MACHINES") ?? "q35").Split(' ')
        select (version, machine));

    [Theory, MemberData(nameof(Walked))]
    public async Task Virsh_sees_the_same_on_a_newer_QEMU(string version, string machine)
    {
        var missing = Libvirtd.Missing ?? Bridge.Missing;
        Assert.SkipWhen(missing is not null, missing ?? "");
        var newer = Machine.Of(machine) with { Emulator = NewerQemu.Emulator(version, Machine.Of(machine).Arch) };
        Assert.SkipWhen(newer.Emulator is null, $"QEMU {version} is not there: eng/newer-qemu fetches it");

        // libvirtd 9.0 says -no-acpi of a guest without ACPI, which QEMU has no more: there the installed QEMU is what a newer one is held against.
        if (newer.Features.Length == 0) Known.Alike(AnyVersion(await WalkAsync(new AerostatDaemon(), Machine.Of(machine), "installed")), AnyVersion(await WalkAsync(new AerostatDaemon(), newer, version)));
        else Known.Alike(await WalkAsync(new Libvirtd(), newer, version), await WalkAsync(new AerostatDaemon(), newer, version));
    }

    static List<string> AnyVersion(List<string> walk) => [.. walk.Select(step => Versions().Replace(step, ""))];

    [GeneratedRegex(@"(?<=<emulator>).*(?=/qemu-system-)|(?<=machine='[a-z0-9-]+-)\d+\.\d+(?=')")]
    private static partial Regex Versions();

    static async Task<List<string>> WalkAsync(Daemon daemon, Machine machine, string version)
    {
        await using (daemon)
        {
            await daemon.StartAsync();
            var seen = await Walks.WalkAsync(Client.Virsh(daemon), machine);
            Directory.CreateDirectory(Path.Combine(Programs.Root, ".work/walks"));
            await File.WriteAllLinesAsync(Path.Combine(Programs.Root, ".work/walks", $"virsh on {daemon.Name}, {machine}, QEMU {version}.txt"), seen);
            return seen;
        }
    }
}
