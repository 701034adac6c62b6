using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Aerostat.Qmp;

/// <summary>A conversation with one QEMU.</summary>
public interface IQmpClient : IAsyncDisposable
{
    /// <summary>Runs a command.</summary>
    /// <param name="cancel">Ends the wait; the command stays with QEMU, and its late answer is passed over.</param>
    /// <exception cref="QmpException">QEMU refused it, or the monitor closed.</exception>
    Task<T> ExecuteAsync<T>(Command<T> command, CancellationToken cancel) where T : class;

    /// <summary>Runs what a client wrote, and gives QEMU's answer word for word, without the id that is ours.</summary>
    /// <param name="json">A whole QMP command; any <c>id</c> in it is replaced.</param>
    /// <exception cref="FormatException">Not a QMP command.</exception>
    Task<string> ExecuteRawAsync(string json, CancellationToken cancel);

    /// <summary>Asks all of them in one write; the answers lie in the glances.</summary>
    /// <param name="glances">None of which is owed an answer already.</param>
    /// <param name="then">Called for each, once: it is answered, or refused, or lost. It must not wait: it keeps the reader.</param>
    /// <param name="cancel">Ends the wait for the others' words to be out.</param>
    /// <returns>When they are on their way. It fails with nothing.</returns>
    ValueTask GlanceAsync(ReadOnlyMemory<Glance> glances, Action then, CancellationToken cancel);

    /// <summary>Hands QEMU a descriptor under a name, for the next command that names it.</summary>
    /// <remarks>Source: QAPI <c>getfd</c>. One that no command used outlives a reconnect: close it by <see cref="CloseDescriptor"/>.</remarks>
    Task PassAsync(string name, SafeHandle descriptor, CancellationToken cancel);

    /// <summary>Hands QEMU a descriptor that it keeps in a set until it is removed, or nobody listens any more.</summary>
    /// <remarks>Source: QAPI <c>add-fd</c>.</remarks>
    Task<AddedDescriptor> AddAsync(SafeHandle descriptor, CancellationToken cancel);

    /// <summary>All that QEMU tells by itself, in order; the oldest are dropped where nobody reads.</summary>
    ChannelReader<QmpEvent> Events { get; }

    /// <summary>Waits for one event. Arm it before the command that causes it: it is served before <see cref="Events"/> and before the answer.</summary>
    IQmpWait Expect(Func<QmpEvent, bool> wanted);

    /// <summary>Completes, with the reason, when the monitor is no more.</summary>
    Task<string> Closed { get; }
}

/// <summary>An armed wait; disposing it disarms.</summary>
public interface IQmpWait : IDisposable
{
    /// <summary>Fails with a <see cref="QmpException"/> when the monitor closes first.</summary>
    Task<QmpEvent> Event { get; }
}
