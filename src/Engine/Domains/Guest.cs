using Aerostat.Linux;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>The live side of a running guest: its process and its monitor. Not part of the state; made anew at adoption.</summary>
sealed class Guest(ProcessHandle process, int pid, IQmpClient? connected, TimeProvider time) : IAsyncDisposable
{
    volatile IQmpClient? monitor = connected;

    /// <summary>A monitor that has owed an answer for so long is not asked for what can be left out.</summary>
    static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(300);

    /// <summary>Whoever asks for nothing else waits: a busy host takes long. No more than this, and nobody once the monitor has owed an answer for so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly CancellationTokenSource gone = new();
    long askedAt;
    int asking, unanswered;

    public ProcessHandle Process => process;

    public AgentLink Agent { get; } = new(time);

    /// <summary>What its process holds of the host's memory.</summary>
    public ResidentMemory Memory { get; } = new(pid);

    /// <exception cref="QmpException">It has not answered since this daemon started, or since it was lost.</exception>
    public IQmpClient Monitor => monitor ?? throw QmpException.Closed("monitor", "QEMU does not answer on it");

    /// <summary>The monitor answers at last.</summary>
    public void Connect(IQmpClient answering) => monitor = answering;

    public bool IsConnected => monitor is not null;

    /// <summary>Its monitor has closed, or spoke nonsense, or was never reached; the process may live on.</summary>
    public bool IsCutOff => monitor is not { Closed.IsCompleted: false };

    /// <summary>How often a question that could be left out went without an answer.</summary>
    public int Unanswered => Volatile.Read(ref unanswered);

    /// <summary>Lets a monitor go that is of no more use.</summary>
    public async Task LoseAsync()
    {
        if (Interlocked.Exchange(ref monitor, null) is { } lost) await lost.DisposeAsync();
    }

    /// <summary>Ends every wait of a turn: the process is no more.</summary>
    public CancellationToken Gone => gone.Token;

    /// <summary>Why the guest is about to end, as far as it was said: by itself, or by us.</summary>
    public Phase? Ending { get; set; }

    /// <summary>A shutdown that was asked for as a reboot: reset it instead of ending it.</summary>
    public bool RebootAtShutdown { get; set; }

    /// <summary>True while the monitor keeps someone waiting beyond what a reader can be asked to bear.</summary>
    public bool IsSilent => HasOwed(Silence);

    bool HasOwed(TimeSpan patience) => monitor is null || Volatile.Read(ref asking) > 0 && time.GetElapsedTime(Volatile.Read(ref askedAt)) > patience;

    /// <summary>Runs a command of a turn. It waits as long as the process lives.</summary>
    public async Task<T> AskAsync<T>(Command<T> command) where T : class
    {
        using var _ = Asking();
        try
        {
            return await Monitor.ExecuteAsync(command, Gone);
        }
        catch (OperationCanceledException)
        {
            throw Errors.Gone();
        }
        catch (QmpException e)
        {
            throw Errors.Internal(e.Message, e);
        }
    }

    /// <summary>Asks for something that a reader can do without.</summary>
    /// <param name="patience">Null: no longer than a reader can be asked to bear who wants other things, too.</param>
    /// <returns>Null where QEMU does not answer in time, refuses, or is gone.</returns>
    public async Task<T?> TryAskAsync<T>(Command<T> command, TimeSpan? patience = null) where T : class
    {
        if (HasOwed(patience ?? Silence) || monitor is not { } speaking)
        {
            Interlocked.Increment(ref unanswered);
            return null;
        }
        using var waiting = Asking();
        var answer = speaking.ExecuteAsync(command, Gone);
        try
        {
            return await answer.WaitAsync(patience ?? Silence, time);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException or QmpException)
        {
            // A refusal is an answer.
            if (e is not QmpException { Kind: not "Closed" }) Interlocked.Increment(ref unanswered);
            if (e is TimeoutException) waiting.Until(answer);
            return null;
        }
    }

    /// <summary>Asks in one write what a reader can do without; the answers lie in the glances.</summary>
    /// <param name="told">Called when all are answered, refused or lost. It must not wait.</param>
    /// <returns>When the questions are on their way. It fails with nothing.</returns>
    public Task GlanceAsync(Glance[] glances, Action told)
    {
        if (monitor is not { } speaking)
        {
            told();
            return Task.CompletedTask;
        }
        var debt = Asking();
        var left = glances.Length;
        return speaking.GlanceAsync(glances, Over, Gone).AsTask();

        void Over()
        {
            if (Interlocked.Decrement(ref left) > 0) return;
            debt.Dispose();
            told();
        }
    }

    /// <summary>The process has ended.</summary>
    public void End() => gone.Cancel();

    Debt Asking()
    {
        if (Interlocked.Increment(ref asking) == 1) Volatile.Write(ref askedAt, time.GetTimestamp());
        return new(this);
    }

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        Agent.Dispose();
        Memory.Dispose();
        if (monitor is not null) await monitor.DisposeAsync();
        process.Dispose();
    }

    /// <summary>An answer that the monitor owes.</summary>
    sealed class Debt(Guest guest) : IDisposable
    {
        bool handedOn;

        /// <summary>The asker waits no longer, but the monitor still owes.</summary>
        public void Until(Task answer)
        {
            handedOn = true;
            answer.ContinueWith(_ => Interlocked.Decrement(ref guest.asking), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        public void Dispose()
        {
            if (!handedOn) Interlocked.Decrement(ref guest.asking);
        }
    }
}
