using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu.Tests;

/// <summary>Turns a folder of documents into command lines, to be laid beside libvirt's: <c>AEROSTAT_CORPUS=in:out</c>.</summary>
public sealed class CorpusDump
{
    [Fact]
    public async Task Every_document_gets_a_command_line_or_a_reason()
    {
        var asked = Environment.GetEnvironmentVariable("AEROSTAT_CORPUS")?.Split(':');
        Assert.SkipWhen(asked is not { Length: 2 }, "no corpus is named");
        var cancel = TestContext.Current.CancellationToken;
        Dictionary<string, EmulatorCapabilities> emulators = [];
        foreach (var arch in (string[])["x86_64", "aarch64", "i686", "armv7l"])
            if (new Emulators(cache: null) is var all && all.Find(arch) is { } path) emulators[arch] = await all.ProbeAsync(path, cancel);

        foreach (var file in Directory.EnumerateFiles(asked![0], "*.xml"))
        {
            var (name, text) = ("", "");
            try
            {
                var document = DomainXml.Read(await File.ReadAllTextAsync(file, cancel));
                var emulator = emulators.Values.FirstOrDefault(one => one.Emulator == document.Devices.Emulator) ?? emulators.GetValueOrDefault(document.Os.Arch ?? "x86_64");
                if (emulator is null) continue;
                var complete = Complete.Definition(document, emulator.Platform);
                Aerostat.Model.Check.Definition(complete, emulator.Platform);
                var live = Firmwares.Read().Choose(Aliases.Assign(complete), $"/var/lib/libvirt/qemu/nvram/{document.Name}_VARS.fd");
                (name, text) = ("out", NativeText.Of([], emulator.Emulator, CommandLine.Build(live, emulator, LaunchPlan.Empty with { Folder = $"/var/lib/libvirt/qemu/channel/target/domain--1-{live.Name}", MemoryFolder = $"/var/lib/libvirt/qemu/ram/-1-{live.Name}" })));
            }
            catch (VirtException e)
            {
                (name, text) = ("fail", e.Message);
            }
            catch (Exception e)
            {
                (name, text) = ("bug", e.ToString());
            }
            await File.WriteAllTextAsync(Path.Combine(asked[1], $"{Path.GetFileNameWithoutExtension(file)}.{name}"), text, cancel);
        }
    }
}
