namespace Aerostat.Engine.Domains;

/// <summary>One at a time, in order of arrival; whoever gives up leaves the line.</summary>
sealed class Line(TimeProvider time)
{
    readonly Lock gate = new();
    readonly LinkedList<TaskCompletionSource> waiting = [];
    bool taken;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (gate) return waiting.Count;
        }
    }

    /// <returns>False: it was not one's turn in time.</returns>
    public async Task<bool> WaitAsync(TimeSpan patience, CancellationToken cancel)
    {
        LinkedListNode<TaskCompletionSource> place;
        lock (gate)
        {
            if (!taken)
            {
                taken = true;
                return true;
            }
            place = waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        try
        {
            await place.Value.Task.WaitAsync(patience, time, cancel);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            lock (gate)
            {
                if (place.List is not null) waiting.Remove(place);
                // The turn came in the same moment: take it, or hand it on.
                else if (e is TimeoutException) return true;
                else Release();
            }
            if (e is TimeoutException) return false;
            throw;
        }
    }

    public bool IsFree { get { lock (gate) return !taken; } }

    public void Release()
    {
        lock (gate)
        {
            if (waiting.First is { } next)
            {
                waiting.RemoveFirst();
                next.Value.SetResult();
            }
            else taken = false;
        }
    }
}
