namespace Aerostat.Engine.Piloting;

/// <summary>Waits until all who were asked have answered: one who wakes for all of them.</summary>
sealed class Countdown
{
    readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int left = 1;

    /// <summary>Completes when all have answered and no more is asked.</summary>
    public Task Done => done.Task;

    public void Add() => Interlocked.Increment(ref left);

    /// <summary>One has answered; or, once, all are asked.</summary>
    public void Signal()
    {
        if (Interlocked.Decrement(ref left) == 0) done.TrySetResult();
    }
}
