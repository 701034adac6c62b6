using Aerostat.Values;

namespace Aerostat.Qemu.Tests;

/// <summary>With the real emulators.</summary>
public sealed class ProbingTests
{
    static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("x86_64", "pc", "pc.ram", "qemu64")]
    [InlineData("aarch64", "virt", "mach-virt.ram", "cortex-a15")]
    public async Task An_emulator_tells_what_it_can_do(string arch, string machine, string ram, string cpu)
    {
        Emulators emulators = new(cache: null);

        var capabilities = await emulators.ProbeAsync(emulators.Find(arch)!, Cancel);

        Assert.Equal(arch, capabilities.Arch);
        Assert.True(capabilities.Version >= 7_000_000);
        Assert.True(capabilities.Has("virtio-net-pci"));
        Assert.Equal(ram, capabilities.Machine(machine)!.DefaultRamId);
        Assert.Equal(cpu, capabilities.Machine(machine)!.DefaultCpu);
        Assert.Contains("pty", capabilities.Chardevs);
        Assert.Contains("tap", capabilities.Netdevs);
        Assert.Contains("qcow2", capabilities.BlockDrivers);
        Assert.NotEmpty(capabilities.TcgCpus);
        Assert.True(capabilities.Kvm || capabilities.KvmProblem!.Length > 0);
    }

    [Fact]
    public async Task What_was_probed_is_kept()
    {
        var folder = Directory.CreateTempSubdirectory("aerostat-probing").FullName;
        try
        {
            Emulators first = new(folder);
            var probed = await first.ProbeAsync(first.Find("aarch64")!, Cancel);

            Emulators second = new(folder, (_, _, _, _) => throw new InvalidOperationException("probed again"));
            var kept = await second.ProbeAsync(first.Find("aarch64")!, Cancel);

            Assert.Equal(probed.ToJson(), kept.ToJson());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_broken_emulator_is_named_with_its_last_words()
    {
        var file = Path.Combine(Path.GetTempPath(), $"aerostat-broken-{Environment.ProcessId}");
        await File.WriteAllTextAsync(file, "#!/bin/sh\necho 'library is missing' >&2\nexit 1\n", Cancel);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            var error = await Assert.ThrowsAsync<VirtException>(() => new Emulators(cache: null).ProbeAsync(file, Cancel));

            Assert.Equal(ErrorCode.InternalError, error.Code);
            Assert.Contains(file, error.Message);
            Assert.Contains("library is missing", error.Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task An_upgrade_behind_a_script_is_noticed()
    {
        var folder = Directory.CreateTempSubdirectory("aerostat-probing").FullName;
        try
        {
            var (script, program) = (Path.Combine(folder, "emulator"), Path.Combine(folder, "qemu-system-aarch64"));
            Emulators emulators = new(Path.Combine(folder, "cache")), asked = new(Path.Combine(folder, "cache"));
            File.Copy(emulators.Find("aarch64")!, program);
            await File.WriteAllTextAsync(script, $"#!/bin/sh\nexport QEMU_MODULE_DIR=/usr/lib/$(uname -m)-linux-gnu/qemu\nexec {program} \"$@\"\n", Cancel);
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            var before = await emulators.ProbeAsync(script, Cancel);
            Assert.Equal(program, before.Program);
            Assert.Same(before, await emulators.ProbeAsync(script, Cancel));

            File.Delete(program);
            File.Copy(emulators.Find("x86_64")!, program);

            Assert.Equal("x86_64", (await emulators.ProbeAsync(script, Cancel)).Arch);
            Assert.Equal("x86_64", (await asked.ProbeAsync(script, Cancel)).Arch);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
