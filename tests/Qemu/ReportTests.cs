using System.Diagnostics;
using Aerostat.Linux;
using Aerostat.Values;

namespace Aerostat.Qemu.Tests;

/// <summary>The reports are what libvirt's own schemas, as Debian ships them, say.</summary>
public sealed class ReportTests
{
    const string Schemas = "/usr/share/libvirt/schemas";

    [Fact]
    public async Task The_capabilities_are_valid()
    {
        var emulators = await new Emulators(cache: null).AllAsync(TestContext.Current.CancellationToken);
        HostFacts host = new(Guid.NewGuid(), HostTopology.Read(), (64055, 64055));

        // libvirt's own documents have a feature 'sse4.1', and its schema allows no dot.
        await Valid("capability.rng", CapabilitiesXml.Of(host, emulators).Replace("'sse4.", "'sse4-", StringComparison.Ordinal));
        await Valid("capability.rng", CapabilitiesXml.Of(host with { Labels = null }, []));
    }

    [Theory]
    [InlineData("x86_64", null, null)]
    [InlineData("x86_64", "q35", "qemu")]
    [InlineData("aarch64", "virt", "qemu")]
    public async Task The_domain_capabilities_are_valid(string arch, string? machine, string? type)
    {
        var emulator = await Guests.EmulatorAsync(arch);

        await Valid("domaincaps.rng", DomainCapabilitiesXml.Of(emulator, machine, type, Firmwares.Read()));
    }

    [Fact]
    public async Task A_machine_that_is_not_there_is_named()
    {
        var emulator = await Guests.EmulatorAsync("x86_64");

        var error = Assert.Throws<VirtException>(() => DomainCapabilitiesXml.Of(emulator, "pc-nosuch", null, Firmwares.Read()));

        Assert.Equal(ErrorCode.InvalidArg, error.Code);
        Assert.Equal("invalid argument: the machine 'pc-nosuch' is not supported by emulator '/usr/bin/qemu-system-x86_64'", error.Message);
    }

    static async Task Valid(string schema, string xml)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, xml, TestContext.Current.CancellationToken);
            using var check = Process.Start(new ProcessStartInfo("xmllint", ["--noout", "--relaxng", $"{Schemas}/{schema}", file]) { RedirectStandardError = true })!;
            var errors = await check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await check.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(check.ExitCode == 0, $"{errors}\n{xml}");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
