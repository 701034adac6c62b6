using System.Runtime.CompilerServices;
using Aerostat.Values;

namespace Aerostat.Protocol;

/// <summary>A call that a client can make.</summary>
/// <param name="number">Unique in its program.</param>
/// <param name="access">
/// The rights that it needs, a space between them: <c>object:right</c>, or <c>object:right:FLAG</c> where only a flag asks for it.
/// </param>
/// <param name="name">As the protocol's own, but for its underscores.</param>
public abstract class Procedure(int number, string access, string name)
{
    public int Number => number;
    public string Name => name;
    public string Access => access;
    public uint Program { get; init; } = Remote.Program;

    /// <summary>The public function behind it, as users know it from libvirt's manual: <c>virDomainGetXMLDesc</c>.</summary>
    public string Api => field ??= ApiName.Of(Program, name);

    /// <summary>As libvirtd's driver calls it, and its errors about flags: <c>qemuDomainReset</c>, <c>storagePoolCreate</c>.</summary>
    public string DriverApi => IsFilters ? $"nwfilter{(access.StartsWith("connect:", StringComparison.Ordinal) ? Api[3..] : Api["virNWFilter".Length..])}" : access.Split(':')[0] is "domain" or "connect" or "none" ? $"{(IsNetworks ? "network" : "qemu")}{Api[3..]}" : $"{char.ToLowerInvariant(Api[3])}{Api[4..]}";

    /// <summary>The domain of that driver's errors.</summary>
    public ErrorDomain DriverDomain => IsFilters ? ErrorDomain.Nwfilter : IsNetworks ? ErrorDomain.Network : ErrorDomain.Qemu;

    bool IsFilters => access.StartsWith("nwfilter", StringComparison.Ordinal) || access.StartsWith("connect:search_nwfilter", StringComparison.Ordinal);

    bool IsNetworks => access.StartsWith("network:", StringComparison.Ordinal) || access is "connect:search_networks";

    public override string ToString() => $"{name} ({number})";
}

/// <inheritdoc/>
public sealed class Procedure<TArgs, TRet>(int number, string access, [CallerMemberName] string name = "")
    : Procedure(number, access, name)
    where TArgs : struct, IXdr<TArgs>
    where TRet : struct, IXdr<TRet>;

/// <summary>A message that the server sends by itself.</summary>
public abstract class Event(int number, string name)
{
    public int Number => number;
    public string Name => name;
    public uint Program { get; init; } = Remote.Program;

    /// <summary>Events carry serial 1, whatever call they belong to.</summary>
    public Header Header => new(Program, 1, number, MessageType.Message, 1, MessageStatus.Ok);

    public override string ToString() => $"{name} ({number})";
}

/// <inheritdoc/>
public sealed class Event<T>(int number, [CallerMemberName] string name = "") : Event(number, name)
    where T : struct, IXdr<T>;
