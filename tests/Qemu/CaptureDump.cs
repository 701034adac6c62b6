namespace Aerostat.Qemu.Tests;

/// <summary>Captures the emulators of this host for the tests that need none: <c>AEROSTAT_CAPTURE=folder</c>.</summary>
public sealed class CaptureDump
{
    [Fact(Explicit = true)]
    public async Task What_is_captured_is_what_was_probed()
    {
        var folder = Environment.GetEnvironmentVariable("AEROSTAT_CAPTURE") ?? throw new InvalidOperationException("AEROSTAT_CAPTURE names no folder");
        foreach (var emulator in await new Emulators(cache: null).AllAsync(TestContext.Current.CancellationToken))
        {
            // A captured host is nobody's: no fingerprint, no processor.
            var anonymous = emulator with { Fingerprint = "", HostFeatures = [], HostModel = null, Processor = null, Types = [.. emulator.Types.Where(type => !type.EndsWith("-machine", StringComparison.Ordinal))] };
            var file = Path.Combine(folder, $"qemu-{emulator.Version / 1_000_000}.{emulator.Version / 1000 % 1000}-{emulator.Arch}.json");
            await File.WriteAllTextAsync(file, anonymous.ToJson() + "\n", TestContext.Current.CancellationToken);
            Assert.Equal(anonymous.ToJson(), EmulatorCapabilities.FromJson(anonymous.ToJson())!.ToJson());
        }
    }
}
