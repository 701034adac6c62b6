namespace Aerostat.Protocol;

/// <summary>The body of a <see cref="MessageType.StreamHole"/>: so many bytes that are zero and not sent.</summary>
[Xdr] public readonly partial record struct StreamHole(long Length, uint Flags);
