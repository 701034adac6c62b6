using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Name, machine, memory, whom its users are mapped to.</summary>
static class CheckIdentity
{
    public static IEnumerable<Problem> Problems(DomainDefinition v, Platform platform)
    {
        if (DomainCheck.NameProblem(v.Name) is { } name) yield return name;
        if (v.Title?.Contains('\n') ?? false)
            yield return Problem.Wrong("/domain/title", "Domain title can't contain newlines");
        if (v.Os.Type is not OsType.Hvm)
            yield return Problem.Unsupported("/domain/os/type", $"could not find any guest architectures for osType '{v.Os.Type.Word()}'", "A whole machine is <type>hvm</type>.");
        if (v.Type is not (DomainType.Qemu or DomainType.Kvm))
            yield return Problem.Unsupported("/domain/@type", $"Emulator '{v.Devices.Emulator}' does not support virt type '{v.Type.Word()}'", "Use type='kvm', or type='qemu' for emulation.");
        if (v.Type is DomainType.Kvm && !platform.Kvm)
            yield return Problem.Unsupported("/domain/@type", $"Emulator '{v.Devices.Emulator}' does not support virt type 'kvm'",
                "Load the kvm module and allow access to /dev/kvm, or use <domain type='qemu'> for emulation.");
        if (v.Os.Arch != platform.Arch && (v.Os.Arch, platform.Arch) is not ("i686", "x86_64") and not ("armv7l", "aarch64"))
            yield return Problem.Unsupported("/domain/os/type/@arch", $"Emulator '{v.Devices.Emulator}' does not support os type 'hvm' and arch '{v.Os.Arch}'");
        if (!platform.Machines.IsEmpty && platform.Find(v.Os.Machine ?? "") is null)
            yield return Problem.Unsupported("/domain/os/type/@machine", $"Emulator '{v.Devices.Emulator}' does not support machine type '{v.Os.Machine}'",
                Oldest(v.Os.Machine ?? "", platform) is { } oldest ? $"The oldest of its kind still there is '{oldest}'." : "'virsh capabilities' lists the machine types.");
        var machine = MachineFamily.Of(v);
        var uefi = v.Os.Firmware is Firmware.Efi || v.Os.Loader is { Type: LoaderType.Pflash };
        if (v.Os.Arch is "aarch64" && machine.IsVirt && v.Features is { Acpi: true } && !uefi)
            yield return Problem.Unsupported("/domain/features/acpi", "ACPI requires UEFI on this architecture", "Add <os firmware='efi'>, or leave <acpi/> out.");
        if (machine.IsX86 && uefi && v.Features is not { Acpi: true })
            yield return Problem.Unsupported("/domain/features", "UEFI requires ACPI on this architecture", "Add <features><acpi/></features>.");
        if (v.Memory == Bytes.Zero)
            yield return Problem.Wrong("/domain/memory", "Memory size must be specified via <memory> or in the <numa> configuration");
        if (v.MaxMemory is { } max && max.Size < v.Memory)
            yield return Problem.Wrong("/domain/maxMemory", "maximum memory size must be equal or greater than the actual memory size");
        if (v.MaxMemory is { Slots: null or 0 })
            yield return Problem.Unsupported("/domain/maxMemory/@slots", "maxMemory must be specified when hot-pluggable memory modules are configured");
        if (v.MaxMemory is null && v.Devices.Memories.Any(m => m.Model is MemoryModel.Dimm or MemoryModel.Nvdimm or MemoryModel.VirtioMem))
            yield return Problem.Unsupported("/domain/devices/memory", "cannot use/hotplug a memory device when domain 'maxMemory' is not defined");
        if (v.IdMap is { } map && map.Users.IsEmpty != map.Groups.IsEmpty)
            yield return Problem.Unsupported("/domain/idmap", "users and groups are mapped both, or neither", domain: ErrorDomain.Domain);
    }

    static string? Oldest(string machine, Platform platform)
    {
        var dash = machine.LastIndexOf('-');
        return dash < 0 ? null : platform.Machines.Select(m => m.Name).LastOrDefault(name => name.StartsWith(machine[..dash], StringComparison.Ordinal));
    }
}

/// <summary>What holds for a name wherever one is given.</summary>
public static class DomainCheck
{
    /// <param name="name">Of a domain.</param>
    /// <param name="domain">Who says what its files could not be called.</param>
    /// <exception cref="VirtException">No name that a domain can have.</exception>
    public static void Name(string name, ErrorDomain domain = ErrorDomain.Domain)
    {
        if (NameProblem(name) is { } problem) throw (problem.Code is ErrorCode.XmlError ? problem with { Domain = domain } : problem).ToException();
    }

    internal static Problem? NameProblem(string name) =>
        name.Length == 0 ? new("/domain/name", ErrorCode.NoName, "missing domain name information", "Give the domain a <name>.")
        : name.Contains('\n') ? new("/domain/name", ErrorCode.XmlDetail, $"invalid char in name: {name}", "A name is one line.", ErrorDomain.Xml)
        : name.Contains('/') ? Problem.Wrong("/domain/name", $"name {name} cannot contain '/'", "Its files are named after it.")
        : name is "." or ".." ? Problem.Wrong("/domain/name", $"name {name} is a folder's", "Its files are named after it.")
        : string.IsNullOrWhiteSpace(name) ? Problem.Wrong("/domain/name", "name must not be blank")
        : null;
}
