using System.Text.Json.Serialization;
using Aerostat.Model;

namespace Aerostat.Engine.NetworkFilters;

/// <summary>A filter in force upon a port: as it was asked for, and what has been learned since.</summary>
/// <param name="Binding">As it was asked for, with the card's own address.</param>
/// <param name="Addresses">Those that its guest was seen to have, or was given.</param>
sealed record BoundPort(FilterBinding Binding, ValueList<LearnedAddress> Addresses = default)
{
    public string Port => Binding.Port;

    /// <summary>As it is told: with what has been learned.</summary>
    public FilterBinding Told => Addresses.IsEmpty ? Binding : Binding with
    {
        Filter = Binding.Filter with { Parameters = Sorted(Binding.Filter.Parameters.AddRange(Addresses.Select(one => new FilterParameter { Name = FilterVariables.Ip, Value = one.Address }))) },
    };

    public FilterVariables Variables => FilterVariables.Of(Told.Filter.Parameters);

    public static BoundPort Of(FilterBinding binding) => new(binding.Filter.Parameters.Any(parameter => parameter.Name == FilterVariables.Mac) ? binding : binding with
    {
        Filter = binding.Filter with { Parameters = Sorted(binding.Filter.Parameters.Add(new() { Name = FilterVariables.Mac, Value = binding.Mac.ToString() })) },
    });

    static ValueList<FilterParameter> Sorted(ValueList<FilterParameter> parameters) => [.. parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal)];
}

/// <summary>An address of a guest's.</summary>
/// <param name="Expires">Seconds since 1970; null: never.</param>
sealed record LearnedAddress(string Address, long? Expires = null)
{
    /// <summary>Those that have not run out.</summary>
    /// <param name="now">Seconds since 1970.</param>
    public static ValueList<LearnedAddress> Current(ValueList<LearnedAddress> known, long now) => known.Where(one => one.Expires is not { } end || end > now);
}

/// <summary>How the address of a guest is found where nobody has said it.</summary>
/// <remarks>Source: libvirt network filter format, <c>CTRL_IP_LEARNING</c>.</remarks>
enum AddressLearning { None, Any, Dhcp }

/// <summary>The file that a filter in force leaves for the next daemon.</summary>
sealed record BindingStatus
{
    public const int Current = 1;

    public int Format { get; set; } = Current;
    /// <summary>Rules of another boot ended with it.</summary>
    public required string Boot { get; init; }
    public required string Xml { get; init; }
    public IReadOnlyList<LearnedAddress> Addresses { get; init; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BindingStatus))]
sealed partial class BindingJson : JsonSerializerContext;
