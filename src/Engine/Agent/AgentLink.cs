using System.Diagnostics.CodeAnalysis;
using Aerostat.Linux;
using Aerostat.Qemu;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>The way to the agent within one running guest: opened at the first call, dropped when it is of no more use. No part of the domain's turns.</summary>
sealed class AgentLink(TimeProvider time) : IDisposable
{
    /// <summary>As long as a domain's turn is waited for.</summary>
    static readonly TimeSpan LinePatience = TimeSpan.FromSeconds(30);

    readonly Line line = new(time);
    AgentClient? client;
    [SuppressMessage("Reliability", "CA2213", Justification = "A token source without a timer holds nothing, and a call may look at one that was replaced.")]
    CancellationTokenSource lost = new();

    (string What, long Since)? holder;

    /// <summary>Has the agent to oneself for one or more commands.</summary>
    /// <param name="path">The channel's socket.</param>
    /// <param name="gone">The guest is no more.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.AgentUnresponsive"/>: nobody answers; <see cref="ErrorCode.InternalError"/>: it refuses, or speaks nonsense.</exception>
    public async Task<T> TakeAsync<T>(string what, string path, TimeSpan? patience, Func<AgentSession, Task<T>> work, CancellationToken gone, CancellationToken cancel)
    {
        // Whoever asks for people goes first, and at once.
        if (GivesWay is { } way && way.Token != cancel) await way.CancelAsync();
        if (!await line.WaitAsync(LinePatience, cancel)) throw Errors.Busy(holder is { } h ? (h.What, time.GetElapsedTime(h.Since)) : null);
        holder = (what, time.GetTimestamp());
        var away = Volatile.Read(ref lost).Token;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, gone, away);
        var kept = false;
        try
        {
            client ??= new(new MonitorTransport(await UnixChannel.ConnectAsync(path, end.Token)), time);
            client.BeginTurn();
            var answer = await work(new(client, patience, end.Token, away));
            kept = true;
            return answer;
        }
        catch (AgentException e) when (!e.IsClosed && !e.IsNonsense)
        {
            kept = true;
            throw Errors.Internal(e.Message, e);
        }
        catch (AgentException e) when (e.IsNonsense)
        {
            throw Errors.Internal(e.Message, e);
        }
        catch (Exception e) when (e is TimeoutException or LinuxException)
        {
            throw Errors.AgentSilent(e);
        }
        catch (Exception e) when (e is AgentException || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw Errors.AgentGone(e);
        }
        finally
        {
            if (!kept || away.IsCancellationRequested) Close();
            holder = null;
            line.Release();
        }
    }

    /// <summary>Ends a question of our own that goes on, by its cancellation, when anybody else has one.</summary>
    public CancellationTokenSource? GivesWay { get; set => Volatile.Write(ref field, value); }

    /// <summary>Nobody has it, and nobody waits.</summary>
    public bool IsIdle => line.IsFree;

    /// <summary>The guest has closed its end, or begins anew: nobody is left to answer.</summary>
    public void Drop() => Interlocked.Exchange(ref lost, new()).Cancel();

    void Close()
    {
        client?.Dispose();
        client = null;
    }

    public void Dispose()
    {
        lost.Cancel();
        Close();
    }
}

/// <summary>The agent while one has it to oneself.</summary>
readonly struct AgentSession(AgentClient client, TimeSpan? patience, CancellationToken cancel, CancellationToken away)
{
    public Task<T> AskAsync<T>(AgentCommand<T> command) where T : class => client.ExecuteAsync(command, patience, cancel);

    public Task<string> AskAsync(string json) => client.ExecuteRawAsync(json, patience, cancel);

    /// <returns>Null: this agent has not the command.</returns>
    public async Task<T?> TryAskAsync<T>(AgentCommand<T> command) where T : class
    {
        try
        {
            return await AskAsync(command);
        }
        catch (AgentException e) when (e.IsUnsupported)
        {
            return null;
        }
    }

    /// <summary>Says something that no answer is due for: the guest goes away over it.</summary>
    /// <param name="within">How long the guest may take until it goes.</param>
    public async Task FarewellAsync(AgentCommand<Empty> command, TimeSpan within)
    {
        var left = away;
        try
        {
            await client.ExecuteAsync(command, within, cancel);
        }
        catch (Exception e) when (e is AgentException { IsClosed: true } || e is OperationCanceledException && left.IsCancellationRequested)
        {
            // That is the answer.
        }
    }
}
