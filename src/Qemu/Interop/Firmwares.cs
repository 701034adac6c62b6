using System.Text.Json;
using System.Text.Json.Serialization;
using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>The firmware that this host has, by the descriptors that its packages ship.</summary>
/// <remarks>Source: QEMU, <c>docs/interop/firmware.json</c>.</remarks>
public sealed class Firmwares
{
    readonly IReadOnlyList<FirmwareDescriptor> known;

    Firmwares(IReadOnlyList<FirmwareDescriptor> known) => this.known = known;

    /// <summary>Reads the folders anew: a package may have come.</summary>
    /// <param name="session">The user's own folder counts as well, and most.</param>
    public static Firmwares Read(bool session = false, string root = "/") => new([.. InteropFiles.Of("firmware", session, root).Select(Parse).OfType<FirmwareDescriptor>()]);

    static FirmwareDescriptor? Parse(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), FirmwareJson.Default.FirmwareDescriptor);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // One bad descriptor hides no other; what it was for is not found, and that says so.
            return null;
        }
    }

    /// <summary>The code that UEFI guests of this machine can have, best first.</summary>
    public IEnumerable<string> Loaders(string arch, string machine) =>
        known.Where(firmware => firmware.IsUefi && firmware.Fits(arch, machine) && firmware.Mapping?.Executable?.Filename is not null)
            .Select(firmware => firmware.Mapping!.Executable!.Filename!).Distinct();

    /// <summary>Whether any has the feature: <c>secure-boot</c>.</summary>
    public bool Has(string feature, string arch, string machine) => known.Any(firmware => firmware.Fits(arch, machine) && firmware.Has(feature));

    /// <summary>A document that asks for firmware and names none gets code and the template of its variables; any other stays as it is.</summary>
    /// <param name="variables">Where this guest's own variables go.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationFailed"/>: the host has none that fits.</exception>
    public DomainDefinition Choose(DomainDefinition domain, string variables)
    {
        var os = domain.Os;
        if (os.Firmware is null || os.Loader?.Path is not null) return domain;
        var (arch, machine) = (os.Arch ?? "", os.Machine ?? "");
        var found = known.FirstOrDefault(firmware => firmware.Fits(arch, machine) && firmware.Is(os.Firmware.Value) && Suits(firmware, domain))
            ?? throw new VirtException(ErrorCode.OperationFailed, $"operation failed: Unable to find any firmware to satisfy '{os.Firmware.Value.Word()}'")
            {
                Hint = "Install a firmware package (ovmf, qemu-efi-aarch64), or name the file in <loader>.",
            };
        var mapping = found.Mapping!;
        if (mapping.Device is "memory") return domain with { Os = os with { Loader = (os.Loader ?? new()) with { Type = LoaderType.Rom, Path = mapping.Filename } } };
        var guarded = found.Has("requires-smm");
        return domain with
        {
            // What guards the variables is a part of the machine that the guest sees.
            Features = guarded ? (domain.Features ?? new()) with { Smm = (domain.Features?.Smm ?? new()) with { State = true } } : domain.Features,
            Os = os with
            {
                Loader = (os.Loader ?? new()) with
                {
                    Type = LoaderType.Pflash,
                    ReadOnly = true,
                    Secure = guarded ? true : os.Loader?.Secure,
                    Format = mapping.Executable!.Format is "raw" ? null : mapping.Executable.Format,
                    Path = mapping.Executable.Filename,
                },
                Nvram = (os.Nvram ?? new()) with
                {
                    Template = os.Nvram?.Template ?? mapping.NvramTemplate?.Filename,
                    Path = os.Nvram?.Path ?? (os.Nvram?.Source is null ? variables : null),
                },
            },
        };
    }

    static bool Suits(FirmwareDescriptor firmware, DomainDefinition domain)
    {
        if (firmware.Mapping is { Device: "flash", Mode: var mode } && (domain.Os.Loader?.Stateless is true) != (mode is "stateless")) return false;
        var smm = domain.Features?.Smm is { } state ? state.State ?? true : (bool?)null;
        var secure = domain.Os.Loader?.Secure;
        if (firmware.Has("requires-smm") && (smm is false || secure is false)) return false;
        if (!firmware.Has("requires-smm") && secure is true) return false;
        foreach (var (name, word) in new[] { (FirmwareFeatureName.SecureBoot, "secure-boot"), (FirmwareFeatureName.EnrolledKeys, "enrolled-keys") })
        {
            if (Asks(name, true) && !firmware.Has(word)) return false;
            if (Asks(name, false) && firmware.Has(word)) return false;
        }
        return (domain.Pm?.SuspendToMem is not true || firmware.Has("acpi-s3")) && (domain.Pm?.SuspendToDisk is not true || firmware.Has("acpi-s4"));

        bool Asks(FirmwareFeatureName name, bool enabled) => domain.Os.FirmwareFeatures.Any(feature => feature.Name == name && feature.Enabled == enabled);
    }

    /// <summary>The same, where a descriptor says that this guest can have it.</summary>
    public string? TemplateOf(string loader, DomainDefinition domain) => known
        .FirstOrDefault(firmware => firmware.Mapping is { Device: "flash", Executable.Filename: { } code } && code == loader && firmware.IsUefi && firmware.Fits(domain.Os.Arch ?? "", domain.Os.Machine ?? "") && Suits(firmware, domain))
        ?.Mapping!.NvramTemplate?.Filename;

    /// <summary>The template of a code file that a document names by hand.</summary>
    public string? TemplateOf(string loader) => known.Select(firmware => firmware.Mapping)
        .FirstOrDefault(mapping => mapping?.Executable?.Filename == loader)?.NvramTemplate?.Filename ?? BeforeDescriptors(loader);

    /// <summary>Code that packages have shipped since before there were descriptors, and ship without one.</summary>
    /// <remarks>Source: libvirt's <c>DEFAULT_LOADER_NVRAM</c>, <c>qemu_conf.c</c>.</remarks>
    static string? BeforeDescriptors(string loader) => loader switch
    {
        "/usr/share/OVMF/OVMF_CODE.fd" or "/usr/share/OVMF/OVMF_CODE.secboot.fd" => "/usr/share/OVMF/OVMF_VARS.fd",
        "/usr/share/AAVMF/AAVMF_CODE.fd" => "/usr/share/AAVMF/AAVMF_VARS.fd",
        "/usr/share/AAVMF/AAVMF32_CODE.fd" => "/usr/share/AAVMF/AAVMF32_VARS.fd",
        _ => null,
    };
}

sealed record FirmwareDescriptor(string[]? InterfaceTypes, FirmwareMapping? Mapping, FirmwareTarget[]? Targets, string[]? Features)
{
    public bool IsUefi => InterfaceTypes?.Contains("uefi") is true;
    public bool Is(Model.Firmware kind) => InterfaceTypes?.Contains(kind is Model.Firmware.Efi ? "uefi" : "bios") is true;
    public bool Has(string feature) => Features?.Contains(feature) is true;

    public bool Fits(string arch, string machine) =>
        Targets?.Any(target => target.Architecture == arch && target.Machines?.Any(pattern => Match(pattern, machine)) is true) is true;

    /// <summary>A star fits any end; aliases are the newest of their kind.</summary>
    static bool Match(string pattern, string machine)
    {
        var whole = machine switch { "pc" => "pc-i440fx-", "q35" => "pc-q35-", "virt" => "virt-", _ => machine };
        return pattern.EndsWith('*') ? whole.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == machine;
    }
}

/// <param name="Mode">flash: <c>split</c>, where none is named, has its variables apart; <c>stateless</c> has none.</param>
sealed record FirmwareMapping(string? Device, string? Mode, string? Filename, FirmwareFile? Executable, [property: JsonPropertyName("nvram-template")] FirmwareFile? NvramTemplate);
sealed record FirmwareFile(string? Filename, string? Format);
sealed record FirmwareTarget(string? Architecture, string[]? Machines);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower)]
[JsonSerializable(typeof(FirmwareDescriptor))]
sealed partial class FirmwareJson : JsonSerializerContext;
