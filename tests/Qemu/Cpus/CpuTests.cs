using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu.Tests.Cpus;

public class CpuTests
{
    static readonly CpuModels Models = new(new Dictionary<string, IReadOnlySet<string>> { ["m"] = new HashSet<string> { "fpu", "pni" } }, new HashSet<string> { "fpu", "pni", "avx", "avx512f" });
    static readonly GivenCpu Given = new("AMD", new HashSet<string> { "fpu", "pni", "avx" });

    [Theory]
    [InlineData("<cpu><model>m</model></cpu>", CpuComparison.Superset, null)]
    [InlineData("<cpu mode='host-model'/>", CpuComparison.Superset, null)]
    [InlineData("<cpu><model>m</model><feature name='avx'/></cpu>", CpuComparison.Identical, null)]
    [InlineData("<cpu match='exact'><model>m</model><feature policy='require' name='avx512f'/></cpu>", CpuComparison.Incompatible, "Host CPU does not provide required features: avx512f")]
    [InlineData("<cpu match='exact'><model>m</model><feature policy='forbid' name='avx'/></cpu>", CpuComparison.Incompatible, "Host CPU provides forbidden features: avx")]
    [InlineData("<cpu match='exact'><model>m</model><feature policy='optional' name='avx512f'/></cpu>", CpuComparison.Superset, null)]
    [InlineData("<cpu match='strict'><model>m</model></cpu>", CpuComparison.Incompatible, "Host CPU does not strictly match guest CPU: Extra features: avx")]
    [InlineData("<cpu match='strict'><model>m</model><feature policy='require' name='avx'/></cpu>", CpuComparison.Identical, null)]
    [InlineData("<cpu><model>m</model><vendor>Intel</vendor></cpu>", CpuComparison.Incompatible, "host CPU vendor does not match required CPU vendor Intel")]
    [InlineData("<cpu><arch>aarch64</arch><model>m</model></cpu>", CpuComparison.Incompatible, "CPU arch aarch64 does not match host arch")]
    [InlineData("<cpu><arch>x86_64</arch><model>m</model><vendor>AMD</vendor><microcode version='1'/><signature family='6' model='1' stepping='1'/><feature name='sse3'/></cpu>", CpuComparison.Superset, null)]
    public void A_processor_is_compared_by_its_features(string xml, CpuComparison result, string? why) =>
        Assert.Equal(new CpuVerdict(result, why), CpuVerdict.Of(CpuXml.Read(xml, new() { Validate = false }), Models, Given));

    [Theory]
    [InlineData("<cpu><model>n</model></cpu>", "internal error: Unknown CPU model n")]
    [InlineData("<cpu><model>m</model><feature policy='disable' name='magic'/></cpu>", "internal error: Unknown CPU feature magic")]
    [InlineData("<cpu><model>m</model><feature name='avx'/><feature name='avx'/></cpu>", "XML error: CPU feature 'avx' specified more than once")]
    [InlineData("<cpu><feature name='avx'/></cpu>", "XML error: Non-empty feature list specified without CPU model")]
    [InlineData("<cpu><arch>magic</arch><model>m</model></cpu>", "unsupported configuration: Unknown architecture magic")]
    public void What_is_no_processor_is_an_error(string xml, string message) =>
        Assert.Equal(message, Assert.Throws<VirtException>(() => CpuVerdict.Of(CpuXml.Read(xml, new() { Validate = false }), Models, Given)).Message);

    [Fact]
    public void A_processor_is_the_richest_model_that_it_is_whole_and_of_its_maker()
    {
        ProcessorInfo info = new("AuthenticAMD", 26, 2, 1, 1, 48, ["fpu", "pni", "constant_tsc", "nonstop_tsc", "sse4_1", "xsave", "avx512_vbmi2", "stibp"]);
        HashSet<string> known = ["fpu", "pni", "avx", "sse4.1", "xsave", "avx512vbmi2", "invtsc", "amd-stibp", "stibp"];
        CpuModels models = new(new Dictionary<string, IReadOnlySet<string>>
        {
            ["kvm32"] = new HashSet<string> { "fpu" },
            ["kvm64"] = new HashSet<string> { "fpu", "pni" },
            ["Penryn"] = new HashSet<string> { "fpu", "pni", "sse4.1" },
            ["EPYC"] = new HashSet<string> { "fpu", "pni", "avx" },
        }, known);
        var own = HostProcessor.Of(info, models)!;
        Assert.Equal("kvm64", own.Model);
        Assert.Equal(["amd-stibp", "avx512vbmi2", "invtsc", "osxsave", "sse4.1", "xsave"], own.Beyond);
    }

    [Theory]
    [InlineData("Haswell:Intel Broadwell:Intel", "Intel", true)]
    [InlineData("Haswell:Intel Broadwell:", "Intel", false)]
    [InlineData("Haswell: EPYC:", null, false)]
    [InlineData("kvm64:AMD EPYC:", "AMD", false)]
    public void Several_processors_have_one_maker_or_none(string cpus, string? common, bool told) => Assert.Equal(new CpuMakers(common, told), CpuMakers.Of(Cpus(cpus)));

    [Theory]
    [InlineData("kvm64:AMD Haswell:", "CPU vendors do not match")]
    [InlineData("EPYC: EPYC:Intel", "CPU vendor AMD of model EPYC differs from vendor Intel")]
    [InlineData("kvm64:Nobody", "Unknown CPU vendor Nobody")]
    public void Makers_that_differ_are_refused(string cpus, string why) =>
        Assert.Equal($"operation failed: {why}", Assert.Throws<VirtException>(() => CpuMakers.Of(Cpus(cpus))).Message);

    static CpuDefinition[] Cpus(string words) => [.. words.Split(' ').Select(word => word.Split(':')).Select(pair => new CpuDefinition { Model = pair[0], Vendor = pair[1] is "" ? null : pair[1] })];

    [Fact]
    public void The_model_that_needs_least_correction_names_what_is_common()
    {
        HashSet<string> old = ["fpu"], middle = ["fpu", "pni"], rich = ["fpu", "pni", "avx"];
        var baseline = CpuBaseline.Of([new HashSet<string> { "fpu", "pni", "aes" }, new HashSet<string> { "fpu", "pni", "aes", "avx" }], [("old", old), ("middle", middle), ("rich", rich)])!;
        Assert.Equal("""
            <cpu mode='custom' match='exact'>
              <model fallback='forbid'>middle</model>
              <feature policy='require' name='aes'/>
            </cpu>

            """, baseline.Xml());
    }

    [Fact]
    public void One_processor_has_what_the_emulator_lacks_disabled() => Assert.Equal("""
        <cpu mode='custom' match='exact'>
          <model fallback='forbid'>m</model>
          <feature policy='disable' name='avx'/>
          <feature policy='require' name='fpu'/>
        </cpu>

        """, CpuBaseline.Of([new HashSet<string> { "fpu", "avx" }, new HashSet<string> { "fpu" }], [("m", new HashSet<string> { "fpu", "avx" })])!.Xml(["avx", "fpu"]));
}
