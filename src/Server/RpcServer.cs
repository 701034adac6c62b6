using System.Collections.Concurrent;
using Aerostat.Linux;
using Microsoft.Extensions.Logging;

namespace Aerostat.Server;

/// <summary>Takes connections and serves the procedures of its table to them. What they mean it does not know.</summary>
public sealed class RpcServer(ProcedureTable table, ServerOptions options, TimeProvider time, ILogger log) : IAsyncDisposable
{
    readonly ConcurrentDictionary<Session, Task> sessions = []; // each with its end
    readonly SemaphoreSlim anonymous = new(options.MaxAnonymousClients);
    readonly CancellationTokenSource stopping = new();
    readonly List<Task> accepting = [];

    public IReadOnlyCollection<Session> Sessions => [.. sessions.Keys];

    /// <summary>Accepts from this socket until the server stops; then it is disposed of.</summary>
    /// <param name="listener">Bound, with its group and mode.</param>
    /// <param name="readOnly">What comes through it may only read.</param>
    public void Listen(UnixListener listener, bool readOnly) => accepting.Add(AcceptAsync(listener, readOnly));

    /// <summary>Serves one connection that somebody else has accepted.</summary>
    /// <exception cref="InvalidOperationException">No more clients are let in whom nobody knows yet.</exception>
    public Session Serve(UnixChannel channel, bool readOnly) =>
        anonymous.Wait(0) ? Start(channel, readOnly) : throw new InvalidOperationException("as many clients as may be have not said yet who they are");

    /// <summary>Accepts no more, lets calls in hand end, closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(accepting);
        await Task.WhenAll(sessions.Keys.Select(session => session.StopAsync()));
        await Task.WhenAll(sessions.Values);
        stopping.Dispose();
        anonymous.Dispose();
    }

    async Task AcceptAsync(UnixListener listener, bool readOnly)
    {
        using (listener)
        {
            while (!stopping.IsCancellationRequested)
            {
                try
                {
                    await anonymous.WaitAsync(stopping.Token);
                    Admit(await AcceptOneAsync(listener), readOnly);
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

    async Task<UnixChannel> AcceptOneAsync(UnixListener listener)
    {
        try
        {
            return await listener.AcceptAsync(stopping.Token);
        }
        catch
        {
            anonymous.Release();
            throw;
        }
    }

    void Admit(UnixChannel channel, bool readOnly)
    {
        if (sessions.Count < options.MaxClients) Start(channel, readOnly);
        else
        {
            Log.TooManyClients(log, options.MaxClients);
            channel.Dispose();
            anonymous.Release();
        }
    }

    Session Start(UnixChannel channel, bool readOnly)
    {
        Session session = new(channel, readOnly, table, options, time, log, () => anonymous.Release());
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
