namespace Aerostat.Server.Tests;

/// <summary>A clock that the test moves.</summary>
sealed class ManualTime : TimeProvider
{
    readonly Lock gate = new();
    readonly List<ManualTimer> timers = [];
    TimeSpan now;

    public override long GetTimestamp() => now.Ticks;
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (gate) timers.Add(timer);
        return timer;
    }

    /// <summary>Moves on, a second at a time, and rings what is due.</summary>
    public void Advance(TimeSpan span)
    {
        for (var end = now + span; now < end;)
        {
            now += TimeSpan.FromSeconds(1);
            ManualTimer[] due;
            lock (gate) due = [.. timers.Where(t => t.Due <= now)];
            foreach (var timer in due) timer.Ring(now);
        }
    }

    sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        TimeSpan period;

        public TimeSpan Due { get; private set; } = TimeSpan.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            this.period = period;
            Due = dueTime < TimeSpan.Zero ? TimeSpan.MaxValue : time.now + dueTime;
            return true;
        }

        public void Ring(TimeSpan now)
        {
            Due = period > TimeSpan.Zero ? now + period : TimeSpan.MaxValue;
            callback();
        }

        public void Dispose() => Due = TimeSpan.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
