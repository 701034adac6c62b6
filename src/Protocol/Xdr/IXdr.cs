namespace Aerostat.Protocol;

/// <summary>What can be read from the wire and written to it.</summary>
public interface IXdr<TSelf> where TSelf : struct, IXdr<TSelf>
{
    /// <exception cref="XdrException">The bytes end too early, or a length is over its maximum.</exception>
    static abstract TSelf Read(ref XdrReader reader);

    /// <exception cref="XdrException">A length is over its maximum.</exception>
    void Write(ref XdrWriter writer);
}

/// <summary>Arguments that carry flags: what a caller may do can depend on them.</summary>
public interface IFlagged
{
    uint Flags { get; }
}

/// <summary>No arguments, or no answer.</summary>
public readonly record struct Nothing : IXdr<Nothing>
{
    public static Nothing Read(ref XdrReader reader) => default;

    public void Write(ref XdrWriter writer) { }
}

/// <summary>Bytes that are not the record they should be, or a record that does not fit its bytes.</summary>
public sealed class XdrException(string message) : Exception(message);
