using System.Threading.Channels;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Client;

/// <summary>Hands what the server reports to those who asked.</summary>
/// <remarks>
/// A server takes the same registration but once on a connection, so subscribers who ask for the same share one. The callback id of the answer is
/// noted before the message behind it is read: no event falls between.
/// </remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The semaphore holds nothing of the system's while nobody asks for its wait handle.")]
sealed class EventHub(VirtConnection connection)
{
    readonly Lock gate = new();
    readonly SemaphoreSlim changing = new(1, 1);
    readonly Dictionary<string, Registration> byKey = [];
    readonly Dictionary<(uint Program, int Number, int Callback), Registration> byCallback = [];

    abstract class Registration
    {
        public required Func<Task> Deregister { get; init; }
        public required (uint, int, int) Address { get; init; }
        public abstract void Publish(ReadOnlySpan<byte> body);
        public abstract void End(Exception why);
    }

    sealed class Registration<T> : Registration where T : struct, IXdr<T>
    {
        public List<ChannelWriter<T>> Subscribers { get; } = [];

        public override void Publish(ReadOnlySpan<byte> body)
        {
            XdrReader reader = new(body);
            var message = T.Read(ref reader);
            foreach (var subscriber in Subscribers) subscriber.TryWrite(message);
        }

        public override void End(Exception why)
        {
            foreach (var subscriber in Subscribers) subscriber.TryComplete(why);
        }
    }

    public async Task<EventSubscription<TMessage>> SubscribeAsync<TFilter, TMessage>(
        EventKind<TFilter, TMessage> kind, TFilter? filter, CancellationToken cancel)
        where TFilter : struct
        where TMessage : struct, IXdr<TMessage>
    {
        var key = $"{kind.Message.Program}/{kind.Message.Number}/{(filter is { } narrowed ? kind.Family.Key(narrowed) : "")}";
        var queue = Channel.CreateUnbounded<TMessage>(new() { SingleReader = true });
        await changing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (!Join(key, queue.Writer))
                await kind.Family.RegisterAsync(connection, kind.Id, filter, callback => Add(key, kind, callback, queue.Writer), cancel).ConfigureAwait(false);
        }
        finally
        {
            changing.Release();
        }
        return new(queue.Reader, () => LeaveAsync(key, queue.Writer));
    }

    bool Join<T>(string key, ChannelWriter<T> subscriber) where T : struct, IXdr<T>
    {
        lock (gate)
        {
            if (!byKey.TryGetValue(key, out var registration)) return false;
            ((Registration<T>)registration).Subscribers.Add(subscriber);
            return true;
        }
    }

    void Add<TFilter, T>(string key, EventKind<TFilter, T> kind, int callback, ChannelWriter<T> subscriber)
        where TFilter : struct
        where T : struct, IXdr<T>
    {
        (uint, int, int) address = (kind.Message.Program, kind.Message.Number, callback);
        Registration<T> registration = new() { Deregister = () => kind.Family.DeregisterAsync(connection, callback), Address = address };
        registration.Subscribers.Add(subscriber);
        lock (gate) byKey[key] = byCallback[address] = registration;
    }

    async ValueTask LeaveAsync<T>(string key, ChannelWriter<T> subscriber) where T : struct, IXdr<T>
    {
        await changing.WaitAsync().ConfigureAwait(false);
        try
        {
            Registration? empty = null;
            lock (gate)
                if (byKey.TryGetValue(key, out var registration) && registration is Registration<T> { Subscribers: var subscribers }
                    && subscribers.Remove(subscriber) && subscribers.Count == 0)
                {
                    byKey.Remove(key);
                    byCallback.Remove(registration.Address);
                    empty = registration;
                }
            if (empty is not null && connection.IsOpen) await empty.Deregister().ConfigureAwait(false);
        }
        catch (VirtException)
        {
            // The connection ended, and its registrations with it.
        }
        finally
        {
            subscriber.TryComplete();
            changing.Release();
        }
    }

    /// <summary>Every message that belongs to a registration begins with its callback id.</summary>
    public void Take(Header header, ReadOnlySpan<byte> body)
    {
        if (body.Length < sizeof(int)) return;
        XdrReader reader = new(body);
        lock (gate)
            if (byCallback.TryGetValue((header.Program, header.Procedure, reader.Int()), out var registration)) registration.Publish(body);
    }

    public void End(Exception why)
    {
        lock (gate)
        {
            foreach (var registration in byKey.Values) registration.End(why);
            byKey.Clear();
            byCallback.Clear();
        }
    }
}
