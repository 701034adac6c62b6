using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>A process that is set up, or about to be, and waits for 'go'.</summary>
public sealed class LaunchedProcess(ProcessIdentity identity, ProcessHandle handle, SafeFileHandle go, SafeFileHandle report) : IDisposable
{
    /// <summary>Stays the same when the launcher becomes the program.</summary>
    public ProcessIdentity Identity => identity;

    /// <summary>The caller's, from a <see cref="GoAsync"/> that went well on: it outlives this.</summary>
    public ProcessHandle Handle => handle;

    /// <summary>Lets it run.</summary>
    /// <returns>When the program has taken over.</returns>
    /// <exception cref="LinuxException">The step of the set-up that failed; the process has ended.</exception>
    public async Task GoAsync(CancellationToken cancel)
    {
        using (go)
        using (report)
        {
            var heard = TryWrite(go);
            await Readiness.ReadableAsync(report, cancel);
            var bytes = new byte[1024];
            var count = Files.TryRead(report, bytes) ?? 0;
            if (count > 0)
            {
                await handle.Exited;
                throw Reported(Encoding.UTF8.GetString(bytes, 0, count));
            }
            if (!heard) throw new LinuxException("launcher ended before 'go'", Errno.ESRCH);
        }
    }

    /// <summary>False: it has ended; its report, if there is one, says why.</summary>
    static bool TryWrite(SafeFileHandle go)
    {
        try
        {
            Files.Write(go, "g"u8);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Undoes a start that was not let run. Waits until it is gone.</summary>
    public async Task AbortAsync()
    {
        go.Dispose();
        handle.Signal(Signal.Kill);
        await handle.Exited;
    }

    public void Dispose()
    {
        go.Dispose();
        report.Dispose();
    }

    static LinuxException Reported(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return new(text[(space + 1)..], int.Parse(text[..space], CultureInfo.InvariantCulture));
    }
}
