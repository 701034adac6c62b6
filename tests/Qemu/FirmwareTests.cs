using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu.Tests;

public sealed class FirmwareTests
{
    static async Task<T> With<T>(Func<Firmwares, T> use)
    {
        await using Place place = new();
        Write("usr/share/qemu/firmware/40-secure.json", "secure", "pc-q35-*", "\"requires-smm\",\"secure-boot\",\"enrolled-keys\"");
        Write("usr/share/qemu/firmware/60-plain.json", "plain", "pc-q35-*\",\"pc-i440fx-*", "\"acpi-s3\"");
        Write("usr/share/qemu/firmware/50-hidden.json", "hidden", "pc-q35-*", "");
        Write("etc/qemu/firmware/50-hidden.json", null, "", "");
        return use(Firmwares.Read(root: place.Folder));

        void Write(string file, string? name, string machines, string features)
        {
            var path = Path.Combine(place.Folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, name is null ? "" : $$"""
                {"interface-types":["uefi"],"mapping":{"device":"flash","executable":{"filename":"/{{name}}.fd","format":"raw"},"nvram-template":{"filename":"/{{name}}_vars.fd","format":"raw"} },
                 "targets":[{"architecture":"x86_64","machines":["{{machines}}"]}],"features":[{{features}}]}
                """);
        }
    }

    static DomainDefinition Asking(string machine, Loader? loader = null) =>
        new() { Os = new() { Arch = "x86_64", Machine = machine, Firmware = Firmware.Efi, Loader = loader } };

    [Fact]
    public async Task The_first_that_fits_is_taken_with_what_guards_it()
    {
        var chosen = await With(firmwares => firmwares.Choose(Asking("pc-q35-7.2"), "/nvram/a.fd"));

        Assert.Equal("/secure.fd", chosen.Os.Loader!.Path);
        Assert.True(chosen.Os.Loader.Secure);
        Assert.True(chosen.Features!.Smm!.State);
        Assert.Equal(("/secure_vars.fd", "/nvram/a.fd"), (chosen.Os.Nvram!.Template, chosen.Os.Nvram.Path));
    }

    [Fact]
    public async Task A_machine_or_a_wish_excludes_it()
    {
        Assert.Equal("/plain.fd", (await With(firmwares => firmwares.Choose(Asking("pc-i440fx-7.2"), ""))).Os.Loader!.Path);
        Assert.Equal("/plain.fd", (await With(firmwares => firmwares.Choose(Asking("pc-q35-7.2", new() { Secure = false }), ""))).Os.Loader!.Path);
    }

    [Fact]
    public async Task What_the_administrator_hid_is_not_there() =>
        Assert.Equal(["/secure.fd", "/plain.fd"], await With(firmwares => firmwares.Loaders("x86_64", "pc-q35-7.2").ToList()));

    [Fact]
    public async Task None_that_fits_is_an_error_with_advice()
    {
        var error = await Assert.ThrowsAsync<VirtException>(() => With(firmwares => firmwares.Choose(Asking("microvm"), "")));

        Assert.Equal(ErrorCode.OperationFailed, error.Code);
        Assert.NotNull(error.Hint);
    }
}
