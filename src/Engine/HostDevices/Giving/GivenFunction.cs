using System.Text.Json;
using System.Text.Json.Serialization;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.HostDevices.Giving;

/// <summary>What a guest wants of a function.</summary>
/// <param name="Name">As sysfs names it.</param>
/// <param name="Managed">It is taken from its driver, and given back; else somebody has done that.</param>
/// <param name="Mac">Of a network card; null: any other device.</param>
/// <param name="Vlan">Null: none was asked for.</param>
readonly record struct WantedFunction(string Name, bool Managed, MacAddress? Mac = null, int? Vlan = null)
{
    /// <summary>Null: it is none of the host's functions.</summary>
    public static WantedFunction? Of(Device device) => device switch
    {
        Hostdev { Mode: HostdevMode.Subsystem, Type: HostdevType.Pci, Source.Pci: { } pci } given => new(pci.ToString(), given.Managed is true),
        Interface { Given: { } pci } card => new(pci.ToString(), card.Managed is true, card.Mac ?? default, card.Vlan is { Tags: [var tag, ..] } ? (int)tag.Id : null),
        _ => null,
    };
}

/// <summary>A function that a guest has, and how it was before: written down before anything is changed.</summary>
sealed record GivenFunction
{
    public string Boot { get; init; } = "";
    public Guid Owner { get; init; }
    public string OwnerName { get; init; } = "";
    public string Function { get; init; } = "";

    /// <summary>Who drove it; null: nobody.</summary>
    public string? Driver { get; init; }

    /// <summary>It is this daemon that gives it back to its driver.</summary>
    public bool Managed { get; init; }
    public GivenCard? Card { get; init; }

    public string Write() => JsonSerializer.Serialize(this, GivenJson.Default.GivenFunction);

    /// <exception cref="JsonException">It is no such file.</exception>
    public static GivenFunction? Read(string text) => JsonSerializer.Deserialize(text, GivenJson.Default.GivenFunction);
}

/// <summary>A function that is a part of a network card.</summary>
sealed record GivenCard
{
    /// <summary>The interface of the whole card.</summary>
    public string Card { get; init; } = "";

    /// <summary>Which of its parts.</summary>
    public int Number { get; init; }

    /// <summary>Addresses as numbers. What it had by itself is what it is to have again; where it had none, what the card kept for it.</summary>
    public ulong Mac { get; init; }
    public int Vlan { get; init; }
}

[JsonSerializable(typeof(GivenFunction))]
sealed partial class GivenJson : JsonSerializerContext;
