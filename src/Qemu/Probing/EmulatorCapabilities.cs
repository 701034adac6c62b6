using System.Text.Json;
using System.Text.Json.Serialization;
using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>What one emulator can do on this host, as it told itself.</summary>
/// <remarks>Probed once and kept in a file; a status file keeps a copy, for the package may be upgraded under a guest that runs.</remarks>
public sealed record EmulatorCapabilities
{
    /// <summary>The layout of the file; another one is probed anew.</summary>
    public const int CurrentFormat = 2;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>What it was probed from; a change means to probe again.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>The file whose code answered, where the emulator is a script that starts it; and what it looked like.</summary>
    public string? Program { get; init; }
    public string? ProgramMark { get; init; }
    public required string Emulator { get; init; }

    /// <summary>libvirt's name: x86_64, i686, aarch64, armv7l.</summary>
    public required string Arch { get; init; }

    /// <summary>As libvirt counts: 7002022 is 7.2.22.</summary>
    public int Version { get; init; }
    public string Package { get; init; } = "";

    /// <summary>A guest can run under KVM here and now: QEMU has tried.</summary>
    public bool Kvm { get; init; }

    /// <summary>Why not, in QEMU's or the kernel's words.</summary>
    public string? KvmProblem { get; init; }
    public IReadOnlyList<EmulatedMachine> Machines { get; init; } = [];
    public IReadOnlyList<EmulatedCpu> KvmCpus { get; init; } = [];
    public IReadOnlyList<EmulatedCpu> TcgCpus { get; init; } = [];

    /// <summary>The host's processor as KVM shows it, each property that is on.</summary>
    public IReadOnlyList<string> HostFeatures { get; init; } = [];
    public HostModel? HostModel { get; init; }

    /// <summary>The host's processor as its kernel shows it; null: of another architecture than this emulator's, or no model is like it.</summary>
    public HostProcessor? Processor { get; init; }

    /// <summary>What TCG emulates at most.</summary>
    public IReadOnlyList<string> MaxFeatures { get; init; } = [];

    /// <summary>Names of all device and object types.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];
    public IReadOnlyList<int> KvmGics { get; init; } = [];
    public IReadOnlyList<string> Commands { get; init; } = [];
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Words of enumerations in the schema: chardev backends, displays, net clients, block drivers, TPM models and types.</summary>
    public IReadOnlyList<string> Chardevs { get; init; } = [];
    public IReadOnlyList<string> Displays { get; init; } = [];
    public IReadOnlyList<string> Netdevs { get; init; } = [];
    public IReadOnlyList<string> BlockDrivers { get; init; } = [];
    public IReadOnlyList<string> TpmModels { get; init; } = [];
    public IReadOnlyList<string> TpmTypes { get; init; } = [];

    HashSet<string>? types;

    public bool Has(string type) => (types ??= [.. Types]).Contains(type);

    /// <summary>Whether it has a processor of this name; where it told none, it is left to itself to refuse.</summary>
    public bool Knows(string cpu, bool kvm) => (kvm ? KvmCpus : TcgCpus) is not { Count: > 0 } cpus || cpus.Any(known => known.Name == cpu);

    /// <summary>By name or alias.</summary>
    public EmulatedMachine? Machine(string name) =>
        Machines.FirstOrDefault(machine => machine.Name == name) ?? Machines.FirstOrDefault(machine => machine.Alias == name);

    /// <summary>What completing and checking a definition depends on.</summary>
    [JsonIgnore]
    public Platform Platform => new()
    {
        Arch = Arch,
        Emulator = Emulator,
        Kvm = Kvm,
        KvmGic = KvmGics.Contains(3) || KvmGics.Count == 0 ? GicVersion.V3 : GicVersion.V2,
        DeviceTypes = types ??= [.. Types],
        Machines = Machines.Select(machine => new MachineType
        {
            Name = machine.Name,
            Alias = machine.Alias,
            IsDefault = machine.IsDefault,
            MaxCpus = machine.MaxCpus,
            HotpluggableCpus = machine.HotpluggableCpus,
            DefaultCpuType = machine.DefaultCpuType,
        }).ToValueList(),
    };

    public string ToJson() => JsonSerializer.Serialize(this, CapabilitiesJson.Default.EmulatorCapabilities);

    /// <returns>Null: not ours, or of another format.</returns>
    public static EmulatorCapabilities? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CapabilitiesJson.Default.EmulatorCapabilities) is { Format: CurrentFormat } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

public sealed record EmulatedMachine(string Name, string? Alias, bool IsDefault, uint MaxCpus, bool HotpluggableCpus, bool Deprecated, string? DefaultCpuType, string? DefaultRamId)
{
    [JsonIgnore]
    public string? DefaultCpu => DefaultCpuType is { } type && type.LastIndexOf('-') is > 0 and var end && type.LastIndexOf('-', end - 1) is > 0 and var start ? type[..start] : DefaultCpuType;
}

/// <param name="Blockers">What this host lacks for it; null: not known.</param>
public sealed record EmulatedCpu(string Name, string? Type, bool Deprecated, IReadOnlyList<string>? Blockers)
{
    [JsonIgnore]
    public bool? Usable => Blockers is null ? null : Blockers.Count == 0;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EmulatorCapabilities))]
sealed partial class CapabilitiesJson : JsonSerializerContext;
