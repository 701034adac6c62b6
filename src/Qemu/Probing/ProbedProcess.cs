using System.Runtime.InteropServices;
using System.Text;
using Aerostat.Linux;
using Aerostat.Qmp;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>Starts a program with these descriptors as 0, 1, 2… It decides who the program runs as.</summary>
public delegate Task<ProcessHandle> StartProgram(string path, IReadOnlyList<string> arguments, IReadOnlyList<SafeHandle?> descriptors, CancellationToken cancel);

/// <summary>An emulator that runs no guest and only answers questions; it ends with this.</summary>
sealed class ProbedProcess(string emulator, ProcessHandle process, IQmpClient qmp, UnixChannel errors) : IAsyncDisposable
{
    /// <summary>A new process, its libraries from a cold disk; more than this is a hang.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    const int MonitorDescriptor = 3;

    public IQmpClient Qmp => qmp;

    /// <summary>The file whose code runs.</summary>
    public string? Program => ProcessProgram.Of(process);

    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: it is not there, does not start, or speaks no QMP; with its last words.</exception>
    public static async Task<ProbedProcess> StartAsync(string emulator, string accelerators, StartProgram start, CancellationToken cancel)
    {
        var (ours, theirs) = UnixChannel.Pair();
        var (heard, said) = UnixChannel.Pair();
        ProcessHandle process;
        using (theirs)
        using (said)
        {
            try
            {
                process = await start(emulator,
                [
                    emulator, "-S", "-no-user-config", "-nodefaults", "-nographic", "-machine", $"none,accel={accelerators}",
                    "-chardev", $"socket,id=monitor,fd={MonitorDescriptor}", "-mon", "chardev=monitor,mode=control",
                ], [null, said.Handle, said.Handle, theirs.Handle], cancel);
            }
            catch (LinuxException e)
            {
                ours.Dispose();
                heard.Dispose();
                throw Broken(emulator, e.Message, e);
            }
        }
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(Patience);
            return new(emulator, process, await QmpClient.OpenAsync(new MonitorTransport(ours), limit.Token), heard);
        }
        catch (Exception e) when (e is QmpException or IOException || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            process.Signal(Signal.Kill);
            await process.Exited;
            var words = await LastWords(heard);
            heard.Dispose();
            process.Dispose();
            throw Broken(emulator, words.Length > 0 ? words : e.Message, e);
        }
    }

    static VirtException Broken(string emulator, string why, Exception cause) =>
        new(ErrorCode.InternalError, $"internal error: Failed to probe QEMU binary '{emulator}': {why}", cause: cause)
        {
            Hint = $"Run '{emulator} --version' by hand.",
        };

    /// <summary>What it wrote to its standard error until now.</summary>
    public Task<string> SaidAsync() => LastWords(errors);

    static async Task<string> LastWords(UnixChannel channel)
    {
        var bytes = new byte[4096];
        using CancellationTokenSource brief = new(TimeSpan.FromMilliseconds(50));
        try
        {
            return Encoding.UTF8.GetString(bytes, 0, await channel.ReceiveAsync(bytes, null, brief.Token)).Trim();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return "";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await qmp.DisposeAsync();
        process.Signal(Signal.Kill);
        await process.Exited;
        process.Dispose();
        errors.Dispose();
    }

    public override string ToString() => emulator;
}
