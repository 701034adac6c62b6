using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A source of randomness.</summary>
public sealed record Rng : Device, IMapped<Rng>
{
    public VirtioModel Model { get; init; }

    /// <summary>Bytes that the guest may draw in each <see cref="RatePeriod"/> milliseconds.</summary>
    public uint? RateBytes { get; init; }
    public uint? RatePeriod { get; init; }
    public RngBackend Backend { get; init; } = new();
    public VirtioOptions Virtio { get; init; }

    public static Rng Map(XmlMap x, Rng v)
    {
        var model = x.Need("model", v.Model);
        return Tail(x, v with
        {
            Model = model,
            RateBytes = x.At("rate").UInt("bytes", v.RateBytes) is not 0 and var bytes ? bytes : null,
            RatePeriod = x.At("rate").UInt("period", v.RatePeriod),
            Backend = x.Child("backend", v.Backend) ?? throw x.Wrong("missing RNG device backend"),
            Virtio = VirtioOptions.Map(x.At("driver"), v.Virtio),
        });
    }
}

public sealed record RngBackend : IMapped<RngBackend>
{
    public RngBackendModel Model { get; init; }

    /// <summary>random: the file to read.</summary>
    public string? Path { get; init; }

    /// <summary>egd: the line to the daemon.</summary>
    public CharBackend? Egd { get; init; }

    public static RngBackend Map(XmlMap x, RngBackend v)
    {
        var model = x.Enum<RngBackendModel>("model", v.Model, unknown: word => $"unknown RNG backend model '{word}'") ?? throw x.Wrong("missing RNG device backend model");
        switch (model)
        {
            case RngBackendModel.Random:
                return v with { Model = model, Path = x.Text(".", v.Path) is { Length: > 0 } path ? path : null };
            case RngBackendModel.Egd:
                var type = CharBackend.TypeOf(x, v.Egd?.Type ?? default);
                return v with { Model = model, Egd = CharBackend.Map(x, v.Egd ?? new(), type) };
            default:
                return v with { Model = model };
        }
    }
}

public enum RngBackendModel { Random, Egd, Builtin }
