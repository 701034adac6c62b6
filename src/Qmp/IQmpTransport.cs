using System.Runtime.InteropServices;

namespace Aerostat.Qmp;

/// <summary>What a monitor is spoken to over: a connected Unix socket, as far as this project needs one.</summary>
public interface IQmpTransport : IDisposable
{
    /// <returns>How many bytes; 0 when the other end is closed.</returns>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel);

    ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel);

    /// <summary>Sends the bytes, and with the first of them the descriptor.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> bytes, SafeHandle descriptor, CancellationToken cancel);
}
