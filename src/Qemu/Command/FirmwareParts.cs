using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>Firmware in flash: its code, which nobody writes, and the guest's own variables.</summary>
static class FirmwareParts
{
    public const string Code = "libvirt-pflash0-format";
    public const string Variables = "libvirt-pflash1-format";

    public static bool HasCode(DomainDefinition domain) => domain.Os.Loader is { Type: LoaderType.Pflash, Path: not null };
    public static bool HasVariables(DomainDefinition domain) => HasCode(domain) && domain.Os.Nvram is { Path: not null } or { Source.IsEmpty: false };

    public static IEnumerable<Part> Of(DomainDefinition domain, LaunchPlan plan)
    {
        if (HasCode(domain))
            foreach (var part in Flash("libvirt-pflash0", domain.Os.Loader!.Path!, domain.Os.Loader.Format, domain.Os.Loader.ReadOnly ?? false)) yield return part;
        if (HasVariables(domain))
            foreach (var part in domain.Os.Nvram is { Source: { Protocol: not null } elsewhere } nvram
                ? Flash("libvirt-pflash1", Storage.Of(DiskType.Network, elsewhere, null, "libvirt-pflash1", null, plan), nvram.Format, false)
                : Flash("libvirt-pflash1", plan.Nvram ?? domain.Os.Nvram!.Path ?? domain.Os.Nvram!.Source!.Path!, domain.Os.Nvram!.Format, false)) yield return part;
    }

    static IEnumerable<Part> Flash(string name, string path, string? format, bool readOnly) => Flash(name, Props.Empty.With("driver", "file").With("filename", path), format, readOnly);

    static IEnumerable<Part> Flash(string name, Props storage, string? format, bool readOnly) =>
    [
        Part.Blockdev(storage.With("node-name", $"{name}-storage").With("auto-read-only", true).With("discard", "unmap")),
        Part.Blockdev(Props.Empty.With("node-name", $"{name}-format").With("read-only", readOnly).With("driver", format ?? "raw").With("file", $"{name}-storage")),
    ];

    /// <summary>Only code in system management mode may write secure variables.</summary>
    public static IEnumerable<string> Guards(DomainDefinition domain)
    {
        if (HasCode(domain) && domain.Os.Loader!.Secure is true)
            foreach (var word in new[] { "-global", "driver=cfi.pflash01,property=secure,value=on" }) yield return word;
        if (domain.Os.Loader is { Type: LoaderType.Rom, Path: { } bios })
            foreach (var word in new[] { "-bios", bios }) yield return word;
    }
}
