using System.Collections.Concurrent;
using Aerostat.Linux;
using Microsoft.Extensions.Logging;

namespace Aerostat.Server;

/// <summary>Takes connections and serves the procedures of its table to them. What they mean it does not know.</summary>
public sealed class RpcServer : IAsyncDisposable
{
    readonly ProcedureTable table;
    readonly ServerOptions options;
    readonly TimeProvider time;
    readonly ILogger log;
    readonly Holdings holdings;
    readonly Lull lull;
    readonly ConcurrentDictionary<Session, Task> sessions = []; // each with its end
    readonly CancellationTokenSource stopping = new();
    readonly List<Task> accepting = [];
    bool isFull;

    public RpcServer(ProcedureTable table, ServerOptions options, TimeProvider time, ILogger log)
    {
        (this.table, this.options, this.time, this.log) = (table, options, time, log);
        holdings = new(options.MaxHeldBytes, Relieve);
        lull = new(options.QuietTime, options.WhenQuiet, time);
        // A start is much to do.
        lull.Heard();
    }

    public IReadOnlyCollection<Session> Sessions => [.. sessions.Keys];

    /// <summary>Accepts from this socket until the server stops; then it is disposed of.</summary>
    /// <param name="listener">Bound, with its group and mode.</param>
    /// <param name="readOnly">What comes through it may only read.</param>
    public void Listen(UnixListener listener, bool readOnly) => accepting.Add(AcceptAsync(listener, readOnly));

    /// <summary>Serves one connection that somebody else has accepted.</summary>
    public Session Serve(UnixChannel channel, bool readOnly) => Start(channel, readOnly);

    /// <summary>Accepts no more, lets calls in hand end, closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        lull.Dispose();
        await Task.WhenAll(accepting);
        await Task.WhenAll(sessions.Keys.Select(session => session.StopAsync()));
        await Task.WhenAll(sessions.Values);
        stopping.Dispose();
    }

    async Task AcceptAsync(UnixListener listener, bool readOnly)
    {
        using (listener)
        {
            while (!stopping.IsCancellationRequested)
            {
                try
                {
                    Admit(await listener.AcceptAsync(stopping.Token), readOnly);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                catch (Exception e)
                {
                    Log.AcceptFailed(log, e); // out of descriptors, mostly: those who are here must not suffer for it
                    await Task.Delay(TimeSpan.FromMilliseconds(100), time, CancellationToken.None);
                }
            }
        }
    }

    void Admit(UnixChannel channel, bool readOnly)
    {
        if (MayCome(channel))
        {
            isFull = false;
            Start(channel, readOnly);
            return;
        }
        // Told once, not to each.
        if (!isFull) Log.TooManyClients(log, sessions.Count);
        isFull = true;
        channel.Dispose();
    }

    /// <summary>The kernel says who comes: one user alone, who may be anybody on the read-only socket, takes nobody else's place.</summary>
    bool MayCome(UnixChannel channel)
    {
        var half = (options.MaxClients + 1) / 2;
        if (sessions.Count < half) return true;
        var user = channel.Peer.Uid;
        return sessions.Count < options.MaxClients && (user is 0 || user == Linux.Host.UserId || sessions.Keys.Count(session => session.Peer.Uid == user) < half);
    }

    void Relieve() => sessions.Keys.MaxBy(session => session.Held)?.Drop("all clients together hold too much of this daemon's memory, and it most");

    Session Start(UnixChannel channel, bool readOnly)
    {
        Session session = new(channel, readOnly, table, options, time, log, holdings, lull);
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        sessions[session] = end.Task;
        _ = RunAsync(session, end);
        return session;
    }

    async Task RunAsync(Session session, TaskCompletionSource end)
    {
        await Task.Yield(); // the first bytes are read on a thread of their own, not on the one that accepts
        try
        {
            await session.RunAsync();
        }
        catch (Exception e)
        {
            Log.SessionFailed(log, e, session);
        }
        sessions.TryRemove(session, out _);
        end.SetResult();
    }
}
