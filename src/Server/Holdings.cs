namespace Aerostat.Server;

/// <summary>What all clients together have of the daemon's memory: messages half sent, answers not read. Where that is too much, the one who has most of it is given up.</summary>
/// <param name="limit">Bytes.</param>
/// <param name="relieve">Gives up the one who has most.</param>
sealed class Holdings(long limit, Action relieve)
{
    long total;

    public void Add(long bytes)
    {
        if (Interlocked.Add(ref total, bytes) > limit && bytes > 0) relieve();
    }
}

/// <summary>One client's part of it.</summary>
sealed class Holding(Holdings all)
{
    readonly Lock gate = new();
    long bytes;
    bool isClosed;

    public long Bytes => Volatile.Read(ref bytes);

    public void Add(long more)
    {
        lock (gate)
        {
            if (isClosed) return;
            bytes += more;
        }
        all.Add(more);
    }

    /// <summary>The client is given up: what it still has is about to be free, and counts no more.</summary>
    public void Close()
    {
        long had;
        lock (gate)
        {
            (had, bytes, isClosed) = (bytes, 0, true);
        }
        all.Add(-had);
    }
}
