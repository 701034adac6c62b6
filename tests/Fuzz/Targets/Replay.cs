using System.Runtime.InteropServices;
using Aerostat.Qmp;

namespace Aerostat.Fuzz.Tests;

/// <summary>A peer that says its first line by itself, one more each time it is spoken to, and then hangs up.</summary>
sealed class Replay(byte[] input, Func<ReadOnlyMemory<byte>, byte[]>? first = null) : IQmpTransport
{
    readonly Queue<byte[]> ready = [];
    int at;

    public Replay Begin()
    {
        Release();
        return this;
    }

    void Release()
    {
        var end = Array.IndexOf(input, (byte)'\n', at);
        end = end < 0 ? input.Length : end + 1;
        if (end > at) ready.Enqueue(input[at..end]);
        at = end;
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        lock (ready)
        {
            if (ready.Count == 0 && at < input.Length) Release();
            if (!ready.TryDequeue(out var piece)) return new(0);
            var count = Math.Min(buffer.Length, piece.Length);
            piece.AsSpan(0, count).CopyTo(buffer.Span);
            if (count < piece.Length)
            {
                var rest = ready.ToArray();
                ready.Clear();
                ready.Enqueue(piece[count..]);
                foreach (var other in rest) ready.Enqueue(other);
            }
            return new(count);
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        lock (ready) if (first is not null) ready.Enqueue(first(bytes));
        return ValueTask.CompletedTask;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, SafeHandle descriptor, CancellationToken cancel) => SendAsync(bytes, cancel);

    public void Dispose() { }
}
