using System.Buffers;
using System.Runtime.InteropServices;
using Aerostat.Linux;
using Aerostat.Protocol;

namespace Aerostat.Server;

/// <summary>What goes to one client, whole messages in order: at once where the socket takes them, else from a bounded queue.</summary>
/// <param name="limit">Bytes.</param>
/// <param name="holding">What waits counts here.</param>
/// <param name="overflow">The client does not read.</param>
sealed class Outbox(UnixChannel channel, long limit, Holding holding, Action overflow)
{
    readonly Lock gate = new();
    readonly Queue<Packet> waiting = [];
    long bytes;
    bool busy, shut;
    TaskCompletionSource? idle;

    /// <summary>Sends a message, now or later. A client that does not read for too long is given up.</summary>
    public void Post(Packet packet)
    {
        switch (Place(packet))
        {
            case Fate.Later: holding.Add(packet.Length); break;
            case Fate.Now: _ = DrainAsync(packet); break; // CloseAsync awaits its end
            case Fate.Refused: packet.Drop(); break;
            case Fate.TooMuch:
                packet.Drop();
                overflow();
                break;
        }
    }

    Fate Place(in Packet packet)
    {
        lock (gate)
        {
            if (shut) return Fate.Refused;
            if (busy && bytes + packet.Length > limit)
            {
                shut = true;
                return Fate.TooMuch;
            }
            bytes += packet.Length;
            if (busy)
            {
                waiting.Enqueue(packet);
                return Fate.Later;
            }
            busy = true;
            return Fate.Now;
        }
    }

    enum Fate { Now, Later, Refused, TooMuch }

    /// <summary>Sends a message and returns when the socket has taken it: how a stream keeps pace with its reader.</summary>
    public Task SendAsync(Packet packet)
    {
        TaskCompletionSource sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(packet with { Sent = sent });
        return sent.Task;
    }

    /// <summary>Takes no more, and returns when what is there has been sent.</summary>
    public Task CloseAsync()
    {
        lock (gate)
        {
            shut = true;
            return busy ? (idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }
    }

    /// <summary>Nobody will read it: what waits is let go, and what is being sent ends.</summary>
    public void Abandon()
    {
        lock (gate)
        {
            shut = true;
            while (waiting.TryDequeue(out var packet))
            {
                bytes -= packet.Length;
                packet.Drop();
            }
        }
        channel.Shutdown();
    }

    async Task DrainAsync(Packet packet)
    {
        try
        {
            while (true)
            {
                await channel.SendAsync(packet.Bytes.AsMemory(0, packet.Length), CancellationToken.None);
                foreach (var handle in packet.Descriptors ?? []) await channel.SendAsync(new byte[1], handle, CancellationToken.None);
                packet.Done();
                lock (gate)
                {
                    bytes -= packet.Length;
                    if (!waiting.TryDequeue(out packet))
                    {
                        busy = false;
                        idle?.TrySetResult();
                        return;
                    }
                }
                holding.Add(-packet.Length);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            packet.Drop(); // the client is gone; who reads from it learns the same
            channel.Shutdown();
            lock (gate)
            {
                while (waiting.TryDequeue(out packet)) packet.Drop();
                (shut, busy) = (true, false);
                idle?.TrySetResult();
            }
        }
    }
}

/// <summary>One message in a rented buffer, with the descriptors that follow it: it owns both.</summary>
readonly record struct Packet(byte[] Bytes, int Length, IReadOnlyList<SafeHandle>? Descriptors = null, TaskCompletionSource? Sent = null)
{
    public static Packet Of(ref XdrWriter writer, IReadOnlyList<SafeHandle>? descriptors = null) =>
        new(writer.Detach(out var length), length, descriptors);

    public void Done()
    {
        Release();
        Sent?.TrySetResult();
    }

    public void Drop()
    {
        Release();
        Sent?.TrySetCanceled();
    }

    void Release()
    {
        ArrayPool<byte>.Shared.Return(Bytes);
        foreach (var handle in Descriptors ?? []) handle.Dispose();
    }
}
