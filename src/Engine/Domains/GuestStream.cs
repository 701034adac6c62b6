using Aerostat.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Engine.Domains;

/// <summary>One client's hold on a way into a guest: a terminal, a channel.</summary>
/// <remarks>Never throws for a guest that ended: reading then gives 0 bytes. <see cref="Lost"/> tells that another client took over.</remarks>
public abstract class GuestStream : IAsyncDisposable
{
    readonly Action<GuestStream> released;
    readonly CancellationTokenSource taken = new();
    int disposed;

    private protected GuestStream(Action<GuestStream> released) => this.released = released;

    /// <summary>Cancelled when another client has taken over.</summary>
    public CancellationToken Lost => taken.Token;

    /// <returns>How many bytes; 0: the guest's end is closed.</returns>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel);

    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancel);

    private protected abstract void Close();

    internal void TakeOver() => taken.Cancel();

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            released(this);
            Close();
            taken.Dispose();
        }
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A guest's terminal.</summary>
sealed class GuestConsole(SafeFileHandle terminal, Action<GuestStream> released) : GuestStream(released)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            if (Terminal.TryRead(terminal, buffer.Span, out var count)) return count;
            await Readiness.ReadableAsync(terminal, cancel);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        while (data.Length > 0)
        {
            if (Terminal.TryWrite(terminal, data.Span, out var count)) data = data[count..];
            else await Readiness.WritableAsync(terminal, cancel);
        }
    }

    private protected override void Close() => terminal.Dispose();
}

/// <summary>The socket behind a guest's port.</summary>
sealed class GuestChannel(UnixChannel socket, Action<GuestStream> released) : GuestStream(released)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, null, cancel);
        }
        catch (IOException)
        {
            // QEMU has ended, or cut the line: to the client the end of the stream.
            return 0;
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancel) => socket.SendAsync(data, cancel);

    private protected override void Close() => socket.Dispose();
}
