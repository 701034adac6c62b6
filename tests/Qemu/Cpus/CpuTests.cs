using Aerostat.Model;

namespace Aerostat.Qemu.Tests.Cpus;

public class CpuTests
{
    static readonly HashSet<string> Model = ["fpu", "pni"], Given = ["fpu", "pni", "avx"];

    [Theory]
    [InlineData("<cpu><model>m</model></cpu>", CpuComparison.Superset, "")]
    [InlineData("<cpu><model>m</model><feature name='avx'/></cpu>", CpuComparison.Identical, "")]
    [InlineData("<cpu match='exact'><model>m</model><feature policy='require' name='avx512f'/></cpu>", CpuComparison.Incompatible, "avx512f")]
    [InlineData("<cpu match='exact'><model>m</model><feature policy='forbid' name='avx'/></cpu>", CpuComparison.Incompatible, "avx")]
    [InlineData("<cpu match='exact'><model>m</model><feature policy='optional' name='avx512f'/></cpu>", CpuComparison.Superset, "")]
    [InlineData("<cpu match='strict'><model>m</model></cpu>", CpuComparison.Incompatible, "")]
    [InlineData("<cpu match='strict'><model>m</model><feature policy='require' name='avx'/></cpu>", CpuComparison.Identical, "")]
    [InlineData("<cpu><arch>x86_64</arch><model>m</model><vendor>Intel</vendor><microcode version='1'/><signature family='6' model='1' stepping='1'/><feature name='sse3'/></cpu>", CpuComparison.Superset, "")]
    public void A_processor_is_compared_by_its_features(string xml, CpuComparison result, string missing)
    {
        var verdict = CpuVerdict.Of(CpuXml.Read(xml, new() { Validate = false }), Model, Given);
        Assert.Equal((result, missing), (verdict.Comparison, string.Join(' ', verdict.Missing)));
    }

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
