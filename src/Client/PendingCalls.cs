using Aerostat.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Client;

/// <summary>A call that waits for its answer.</summary>
abstract class PendingCall
{
    public abstract void Complete(ReadOnlySpan<byte> body, SafeFileHandle[] descriptors);

    public abstract void Fail(Exception why);
}

/// <inheritdoc/>
/// <param name="seen">Runs before anything that the server sends behind the answer is looked at.</param>
sealed class PendingCall<TRet>(Action<TRet>? seen) : PendingCall where TRet : struct, IXdr<TRet>
{
    readonly TaskCompletionSource<(TRet, SafeFileHandle[])> source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<(TRet Answer, SafeFileHandle[] Descriptors)> Task => source.Task;

    public override void Complete(ReadOnlySpan<byte> body, SafeFileHandle[] descriptors)
    {
        XdrReader reader = new(body);
        try
        {
            var answer = TRet.Read(ref reader);
            seen?.Invoke(answer);
            source.TrySetResult((answer, descriptors));
        }
        catch (XdrException e)
        {
            source.TrySetException(MessageChannel.Lost($"an answer that cannot be read: {e.Message}", e));
        }
    }

    public override void Fail(Exception why) => source.TrySetException(why);
}

/// <summary>The calls in flight, by serial, and who opened which stream.</summary>
sealed class PendingCalls
{
    readonly Lock gate = new();
    readonly Dictionary<uint, PendingCall> calls = [];
    readonly Dictionary<uint, VirtStream> streams = [];
    Exception? ended;
    uint next;

    public uint Add(PendingCall call)
    {
        lock (gate)
        {
            if (ended is not null) throw ended;
            while (calls.ContainsKey(next) || streams.ContainsKey(next)) next++;
            calls.Add(next, call);
            return next++;
        }
    }

    public void Add(uint serial, VirtStream stream)
    {
        lock (gate) streams.Add(serial, stream);
    }

    /// <summary>Takes the call out; null where nobody waits any more.</summary>
    public PendingCall? Take(uint serial)
    {
        lock (gate) return calls.Remove(serial, out var call) ? call : null;
    }

    public VirtStream? Stream(uint serial)
    {
        lock (gate) return streams.GetValueOrDefault(serial);
    }

    public void RemoveStream(uint serial)
    {
        lock (gate) streams.Remove(serial);
    }

    /// <summary>No answer will come any more.</summary>
    public void End(Exception why)
    {
        PendingCall[] left;
        VirtStream[] open;
        lock (gate)
        {
            if (ended is not null) return;
            ended = why;
            (left, open) = ([.. calls.Values], [.. streams.Values]);
            calls.Clear();
            streams.Clear();
        }
        foreach (var call in left) call.Fail(why);
        foreach (var stream in open) stream.Fail(why);
    }
}
