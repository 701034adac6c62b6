using System.Runtime.InteropServices;
using Aerostat.Linux;
using Aerostat.Qmp;

namespace Aerostat.Qemu;

/// <summary>A monitor's Unix socket.</summary>
public sealed class MonitorTransport(UnixChannel channel) : IQmpTransport
{
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel) => channel.ReceiveAsync(buffer, null, cancel);
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => channel.SendAsync(bytes, cancel);
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, SafeHandle descriptor, CancellationToken cancel) => channel.SendAsync(bytes, descriptor, cancel);
    public void Dispose() => channel.Dispose();
}
