using Aerostat.Client;
using Aerostat.Protocol;

namespace Aerostat.Bench.Soak;

/// <summary>Hears of every guest's life, and knows how much there was to hear.</summary>
sealed class Ears : IAsyncDisposable
{
    const int Started = 2, Stopped = 5;

    readonly VirtConnection connection;
    int started, stopped, startsDue, stopsDue;

    Ears(VirtConnection connection, EventSubscription<DomainEventCallbackLifecycleMsg> lives)
    {
        this.connection = connection;
        _ = ListenAsync(lives);
    }

    public static async Task<Ears> OpenAsync(string uri)
    {
        var connection = await VirtConnection.OpenAsync(uri);
        return new(connection, await connection.SubscribeAsync(DomainEvents.Lifecycle));
    }

    public bool IsWhole => (started, stopped) == (startsDue, stopsDue);

    public void Expect(int started, int stopped)
    {
        Interlocked.Add(ref startsDue, started);
        Interlocked.Add(ref stopsDue, stopped);
    }

    /// <summary>Events come behind the answers, a little.</summary>
    public async Task HeardAllAsync()
    {
        for (var i = 0; i < 100 && !IsWhole; i++) await Task.Delay(100);
    }

    async Task ListenAsync(EventSubscription<DomainEventCallbackLifecycleMsg> lives)
    {
        await foreach (var life in lives)
        {
            if (life.Event.Event == Started) Interlocked.Increment(ref started);
            if (life.Event.Event == Stopped) Interlocked.Increment(ref stopped);
        }
    }

    public override string ToString() => $"{started} of {startsDue} starts heard, {stopped} of {stopsDue} ends";

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
