using System.Text.RegularExpressions;
using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>Processors from files: virsh says the same of them on both daemons, and so does aero. What the host's own kernel has switched off is in none of these.</summary>
public partial class CpuTests(Both both) : IClassFixture<Both>
{
    static readonly Dictionary<string, string> Documents = new()
    {
        ["a model"] = "<cpu match='exact'><model>kvm64</model></cpu>",
        ["a model of its architecture"] = "<cpu><arch>x86_64</arch><model>kvm64</model></cpu>",
        ["a model of 32 bits"] = "<cpu><arch>i686</arch><model>qemu32</model></cpu>",
        ["the least"] = "<cpu match='minimum'><model>kvm64</model></cpu>",
        ["a feature that no host has"] = "<cpu match='exact'><model>kvm64</model><feature policy='require' name='3dnowext'/><feature policy='require' name='fma4'/></cpu>",
        ["a host's feature that no host has"] = "<cpu><arch>x86_64</arch><model>kvm64</model><feature name='fma4'/></cpu>",
        ["a feature that may be missing"] = "<cpu match='exact'><model>kvm64</model><feature policy='optional' name='fma4'/></cpu>",
        ["a feature that is taken away"] = "<cpu match='exact'><model>kvm64</model><feature policy='disable' name='pni'/></cpu>",
        ["a feature that must not be"] = "<cpu match='exact'><model>kvm64</model><feature policy='forbid' name='ssse3'/></cpu>",
        ["a feature twice"] = "<cpu match='exact'><model>kvm64</model><feature policy='require' name='avx'/><feature policy='require' name='avx'/></cpu>",
        ["a feature without a model"] = "<cpu match='exact'><feature policy='require' name='avx'/></cpu>",
        ["an unknown feature"] = "<cpu match='exact'><model>kvm64</model><feature policy='require' name='magic'/></cpu>",
        ["an unknown feature taken away"] = "<cpu match='exact'><model>kvm64</model><feature policy='disable' name='magic'/></cpu>",
        ["an unknown model"] = "<cpu match='exact'><model>magic</model></cpu>",
        ["an unknown model of a host"] = "<cpu><arch>x86_64</arch><model>magic</model></cpu>",
        ["an unknown architecture"] = "<cpu><arch>magic</arch><model>kvm64</model></cpu>",
        ["an unknown way to match"] = "<cpu match='nearly'><model>kvm64</model></cpu>",
        ["an unknown maker"] = "<cpu><arch>x86_64</arch><model>kvm64</model><vendor>Nobody</vendor></cpu>",
        ["a maker of this host's and of no other"] = "<cpu><arch>x86_64</arch><model>kvm64</model><vendor>Hygon</vendor></cpu>",
        ["a maker who did not make it"] = "<cpu><arch>x86_64</arch><model>Opteron_G1</model></cpu><cpu><arch>x86_64</arch><model>Opteron_G1</model><vendor>Intel</vendor></cpu>",
        ["the host's"] = "<cpu mode='host-model'/>",
        ["the host's, as it is"] = "<cpu mode='host-passthrough'/>",
        ["whatever there is"] = "<cpu mode='maximum'/>",
        ["a mode and no model"] = "<cpu mode='custom' match='exact'/>",
        ["nothing"] = "<cpu/>",
        ["a topology"] = "<cpu><topology sockets='1' cores='2' threads='1'/></cpu>",
        ["a domain"] = "<domain type='qemu'><name>x</name><cpu match='exact'><model>kvm64</model><feature policy='require' name='fma4'/></cpu></domain>",
        ["a domain without"] = "<domain type='qemu'><name>x</name></domain>",
        ["another document"] = "<pool type='dir'/>",
        ["an empty file"] = "",
        ["two of one maker"] = "<cpu><arch>x86_64</arch><model>Haswell-noTSX</model><vendor>Intel</vendor></cpu><cpu><arch>x86_64</arch><model>Broadwell</model><vendor>Intel</vendor></cpu>",
        ["two, one without a maker"] = "<cpu><arch>x86_64</arch><model>Haswell-noTSX</model><vendor>Intel</vendor></cpu><cpu><arch>x86_64</arch><model>Broadwell</model></cpu>",
        ["two of other makers"] = "<cpu><arch>x86_64</arch><model>kvm64</model><vendor>AMD</vendor></cpu><cpu><arch>x86_64</arch><model>Haswell</model></cpu>",
        ["two whose features meet"] = "<cpu><arch>x86_64</arch><model>Haswell-noTSX</model></cpu><cpu><arch>x86_64</arch><model>SandyBridge</model><feature name='movbe'/></cpu>",
        ["two of the same"] = "<cpu><arch>x86_64</arch><model>Haswell-noTSX</model></cpu><cpu><arch>x86_64</arch><model>Haswell-noTSX</model><feature name='vmx'/></cpu>",
        ["one that has a host's clock"] = "<cpu><arch>x86_64</arch><model>kvm64</model><feature name='invtsc'/><feature name='avx'/></cpu>",
    };

    /// <summary>The second is several commands in one, each with its own words; aero is asked for the first alone.</summary>
    static readonly string[] Lines = ["cpu-compare --error cpu.xml", "cpu-compare cpu.xml; cpu-baseline --migratable cpu.xml; hypervisor-cpu-compare --virttype qemu --error cpu.xml"];

    public static TheoryData<string> Names => [.. Documents.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Virsh_and_aero_say_of_a_processor_what_virsh_says_on_libvirtd(string name)
    {
        Assert.SkipUnless(Environment.Is64BitProcess && File.ReadAllText("/proc/cpuinfo").Contains("ssse3", StringComparison.Ordinal), "an x86 host of this century");
        var (ours, oracle) = await both.StartAsync();
        foreach (var daemon in new[] { ours, oracle }) daemon.At.Write("cpu.xml", Documents[name]);
        foreach (var line in Lines)
        {
            var expected = Told(await Client.Virsh(oracle).Run([line]));
            Assert.Equal(expected, Told(await Client.Virsh(ours).Run([line])));
            if (line == Lines[0]) Assert.Equal(expected, Known.WithoutHints(Told(await Client.Aero(ours).Run(line))));
        }
    }

    [Fact]
    public async Task The_host_is_told_as_by_libvirtd_and_is_what_it_tells()
    {
        var (ours, oracle) = await both.StartAsync();
        var processor = await File.ReadAllTextAsync("/proc/cpuinfo", TestContext.Current.CancellationToken);
        Assert.SkipUnless(processor.Contains("ssse3", StringComparison.Ordinal), "an x86 host");
        await File.WriteAllTextAsync(ours.At["cpu.xml"], await Client.Virsh(ours).Do("capabilities"), TestContext.Current.CancellationToken);
        Assert.Equal("CPU described in cpu.xml is identical to host CPU", (await Client.Virsh(ours).Do("cpu-compare cpu.xml")).Trim());
        Assert.Contains("<cpu mode='custom' match='exact'>", await Client.Virsh(ours).Do("cpu-baseline cpu.xml"));

        // libvirtd reads the processor itself: what the kernel has switched off, and the clock's rate, are its alone.
        var theirs = Words(await Client.Virsh(oracle).Do("capabilities"));
        Assert.Empty(Words(await File.ReadAllTextAsync(ours.At["cpu.xml"], TestContext.Current.CancellationToken)).Except(theirs));

        static HashSet<string> Words(string capabilities) =>
            [.. capabilities[capabilities.IndexOf("<cpu>", StringComparison.Ordinal)..capabilities.IndexOf("</cpu>", StringComparison.Ordinal)].Split('\n').Where(line => !line.Contains("pages", StringComparison.Ordinal))];
    }

    /// <summary>Features in the order of the alphabet: libvirtd's is that of its map.</summary>
    static string Told(Ran ran) =>
        $"{ran.Code}\n{string.Join('\n', ran.Out.Split('\n').OrderBy(line => line.Contains("<feature", StringComparison.Ordinal) ? line : "", StringComparer.Ordinal))}"
        + Listed().Replace(ran.Err, list => string.Join(", ", list.Value.Split(", ").Order(StringComparer.Ordinal)));

    [GeneratedRegex("(?<=features: ).*")]
    private static partial Regex Listed();
}
