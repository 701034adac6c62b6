namespace Aerostat.Server;

/// <summary>Notices that no call has come for a while, once to twice as long as is said: once after each time that some have. A call pays no look at the clock for it.</summary>
sealed class Lull : IDisposable
{
    readonly TimeSpan length;
    readonly Action told;
    readonly ITimer timer;
    volatile bool heard;
    int watching;

    public Lull(TimeSpan length, Action told, TimeProvider time)
    {
        (this.length, this.told) = (length, told);
        timer = time.CreateTimer(static lull => ((Lull)lull!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>There is something to do.</summary>
    public void Heard()
    {
        heard = true;
        if (Volatile.Read(ref watching) == 0) Watch();
    }

    public void Dispose() => timer.Dispose();

    void Watch()
    {
        if (Interlocked.Exchange(ref watching, 1) == 0) timer.Change(length, Timeout.InfiniteTimeSpan);
    }

    void Look()
    {
        if (heard)
        {
            heard = false;
            timer.Change(length, Timeout.InfiniteTimeSpan);
            return;
        }
        // What is heard in this very moment may find nobody watching: the next call is heard.
        Interlocked.Exchange(ref watching, 0);
        told();
    }
}
