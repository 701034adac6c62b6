using System.Runtime.InteropServices;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>Waits for a long call, tells on request how far it is, and at an interrupt asks the server to give it up.</summary>
static class JobProgress
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static async Task WatchAsync(Ask ask, DomainRef domain, string label, Task call, string failure)
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            _ = Ask.TryAsync(ask.CallAsync(Remote.DomainAbortJob, new(domain)));
        });
        var verbose = ask.Has("verbose");
        while (await Task.WhenAny(call, Task.Delay(Pause, TimeProvider.System)) != call)
        {
            if (verbose && await Ask.TryAsync(ask.CallAsync(Remote.DomainGetJobInfo, new(domain))) is { } job) Show(label, job.DataRemaining, job.DataTotal);
        }
        try
        {
            await call;
        }
        catch (VirtException e)
        {
            throw new CommandException(failure, e);
        }
        if (verbose) Show(label, 0, 1);
    }

    /// <summary>As virsh draws it: on standard error, over the line before.</summary>
    static void Show(string label, ulong remaining, ulong total)
    {
        if (total == 0) return;
        var share = remaining == 0 ? 100 : Math.Min(99, (int)(100 - remaining * 100.0 / total));
        Console.Error.Write($"\r{label}: [{share,3} %]");
    }
}
