using Aerostat.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Engine.Domains;

/// <summary>Source: <c>virDomainConsoleFlags</c>.</summary>
[Flags]
public enum ConsoleFlags { None = 0, Force = 1, Safe = 2 }

/// <summary>One client's hold on a guest's terminal.</summary>
/// <remarks>Never throws for a guest that ended: reading then gives 0 bytes. <see cref="Lost"/> tells that another client took over.</remarks>
public sealed class GuestConsole : IAsyncDisposable
{
    readonly SafeFileHandle terminal;
    readonly Action<GuestConsole> released;
    readonly CancellationTokenSource taken = new();
    int disposed;

    internal GuestConsole(SafeFileHandle terminal, Action<GuestConsole> released) => (this.terminal, this.released) = (terminal, released);

    /// <summary>Cancelled when another client has taken the console over.</summary>
    public CancellationToken Lost => taken.Token;

    /// <returns>How many bytes; 0: the guest's end is closed.</returns>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            if (Terminal.TryRead(terminal, buffer.Span, out var count)) return count;
            await Readiness.ReadableAsync(terminal, cancel);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        while (data.Length > 0)
        {
            if (Terminal.TryWrite(terminal, data.Span, out var count)) data = data[count..];
            else await Readiness.WritableAsync(terminal, cancel);
        }
    }

    internal void TakeOver() => taken.Cancel();

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            released(this);
            terminal.Dispose();
            taken.Dispose();
        }
        return ValueTask.CompletedTask;
    }
}

public sealed partial class Domain
{
    readonly Dictionary<string, GuestConsole> consoles = [];

    /// <summary>Opens a terminal of the guest for one client.</summary>
    /// <param name="device">An alias; null: the first console, serial or parallel port.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationFailed"/>: another client has it, and <see cref="ConsoleFlags.Force"/> was not given.</exception>
    /// <remarks>Source: libvirt <c>virDomainOpenConsole</c>. Locking is among this daemon's clients; who opens the terminal by its path is not seen.</remarks>
    public GuestConsole OpenConsole(string? device, ConsoleFlags flags)
    {
        var state = State;
        if (state.Running is not { } running) throw Errors.NotRunning();
        var (alias, path) = Terminals.Find(running.Live, device);
        lock (consoles)
        {
            if (consoles.TryGetValue(path, out var holder))
            {
                if (!flags.HasFlag(ConsoleFlags.Force)) throw Errors.Failed("Active console session exists for this domain");
                holder.TakeOver();
            }
            GuestConsole console = new(Terminal.Open(path), Release);
            consoles[path] = console;
            return console;

            void Release(GuestConsole one)
            {
                lock (consoles)
                {
                    if (consoles.TryGetValue(path, out var now) && now == one) consoles.Remove(path);
                }
            }
        }
    }
}
