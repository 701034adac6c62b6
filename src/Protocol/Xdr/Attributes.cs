namespace Aerostat.Protocol;

/// <summary>A record of the wire: its parameters are its fields, in order. The bodies that read and write it are generated.</summary>
/// <remarks><c>string?</c> and <c>T?</c> are XDR's optional data; Guid is libvirt's uuid, 16 bytes.</remarks>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class XdrAttribute : Attribute;

/// <summary>The most elements or bytes that the field may have; more is an error on both sides.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class MaxAttribute(int count) : Attribute
{
    public int Count => count;
}

/// <summary>Exactly so many bytes, or characters where the field is a string.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FixedAttribute(int count) : Attribute
{
    public int Count => count;
}

/// <summary>A string sent as an array of <c>char</c>: four bytes each and a NUL at the end. At most so many, with the NUL.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class CharsAttribute(int count) : Attribute
{
    public int Count => count;
}

/// <summary>A class of procedures and events; the tables of them are generated.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RpcProgramAttribute : Attribute;
