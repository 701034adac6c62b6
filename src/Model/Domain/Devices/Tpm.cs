using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A trusted platform module.</summary>
public sealed record Tpm : Device, IMapped<Tpm>
{
    public TpmModel? Model { get; init; }
    public TpmBackend Backend { get; init; } = new();

    public static Tpm Map(XmlMap x, Tpm v) => Tail(x, v with
    {
        Model = x.Enum("model", v.Model),
        Backend = x.Child("backend", v.Backend) ?? throw x.Wrong("missing TPM device backend"),
    });
}

public enum TpmModel { TpmTis, TpmCrb, TpmSpapr, SpaprTpmProxy }

public sealed record TpmBackend : IMapped<TpmBackend>
{
    public TpmBackendType Type { get; init; }

    /// <summary>passthrough: the host's device.</summary>
    public string? DevicePath { get; init; }
    public TpmVersion? Version { get; init; }
    public bool? PersistentState { get; init; }
    public string? EncryptionSecret { get; init; }
    public ValueList<PcrBank> ActivePcrBanks { get; init; }

    /// <summary>external: swtpm's socket.</summary>
    public CharBackend? External { get; init; }

    public static TpmBackend Map(XmlMap x, TpmBackend v)
    {
        var type = x.Need("type", v.Type);
        switch (type)
        {
            case TpmBackendType.Passthrough:
                return v with { Type = type, DevicePath = x.At("device").Text("path", v.DevicePath) };
            case TpmBackendType.External:
                var source = x.Reading ? x.At("source").Text("type", null) is { } word ? Spelling<CharType>.Parse(word) : null : v.External?.Type;
                if (!x.Reading) _ = x.At("source").Text("type", source?.Word());
                return v with { Type = type, External = source is { } kind ? CharBackend.Map(x, v.External ?? new(), kind) : null };
            default:
                return v with
                {
                    Type = type,
                    Version = x.Enum("version", v.Version),
                    PersistentState = x.YesNo("persistent_state", v.PersistentState),
                    EncryptionSecret = x.At("encryption").Text("secret", v.EncryptionSecret),
                    ActivePcrBanks = x.At("active_pcr_banks").Each(v.ActivePcrBanks, bank => bank.Name, PcrBank.Read, (_, _) => { }),
                };
        }
    }
}

public enum TpmBackendType { Passthrough, Emulator, External }
public enum TpmVersion { V12, V20 }

public sealed record PcrBank(string Name)
{
    internal static PcrBank? Read(XmlMap x, string name) => name is "sha1" or "sha256" or "sha384" or "sha512" ? new(name) : null;
}
