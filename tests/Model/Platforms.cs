using Aerostat.Model;

namespace Aerostat.Model.Tests;

/// <summary>Debian's QEMU 7.2, as far as the tests need it.</summary>
static class Platforms
{
    public static readonly Platform X86 = new()
    {
        Arch = "x86_64",
        Emulator = "/usr/bin/qemu-system-x86_64",
        Kvm = true,
        Machines =
        [
            new() { Name = "pc-i440fx-7.2", Alias = "pc", IsDefault = true, MaxCpus = 255, DefaultCpuType = "qemu64-x86_64-cpu" },
            new() { Name = "pc-q35-7.2", Alias = "q35", MaxCpus = 288, DefaultCpuType = "qemu64-x86_64-cpu" },
        ],
    };

    public static readonly Platform Arm = new()
    {
        Arch = "aarch64",
        Emulator = "/usr/bin/qemu-system-aarch64",
        Machines = [new() { Name = "virt-7.2", Alias = "virt", MaxCpus = 512, DefaultCpuType = "cortex-a15-arm-cpu" }],
    };

    public static DomainDefinition Define(string xml)
    {
        var read = DomainXml.Read(xml);
        var platform = read.Os.Arch is "aarch64" ? Arm : X86;
        var complete = Complete.Definition(read, platform);
        Check.Definition(complete, platform);
        return complete;
    }

    public static string Dump(DomainDefinition definition) => DomainXml.Write(definition, new() { Inactive = true, Secure = true });

    /// <summary>A small machine with these devices.</summary>
    public static string Domain(string devices, string machine = "q35", string head = "") => $"""
        <domain type='qemu'><name>a</name><uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa1</uuid><memory>1048576</memory>{head}
        <os><type arch='x86_64' machine='{machine}'>hvm</type></os><devices>{devices}</devices></domain>
        """;
}
