using System.Globalization;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Signals to processes within a guest. No hypervisor that QEMU drives can; others can.</summary>
static class Signals
{
    /// <summary>In the order of their numbers. Source: <c>signal(7)</c>, <c>virDomainProcessSignal</c>.</summary>
    static readonly string[] Names =
    [
        "nop", "hup", "int", "quit", "ill", "trap", "abrt", "bus", "fpe", "kill", "usr1", "segv", "usr2", "pipe", "alrm", "term", "stkflt",
        "chld", "cont", "stop", "tstp", "ttin", "ttou", "urg", "xcpu", "xfsz", "vtalrm", "prof", "winch", "poll", "pwr", "sys",
    ];

    const uint FirstRealTime = 32, Last = 64;

    public static async Task Send(Ask ask)
    {
        if (!long.TryParse(ask.Text("pid"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var pid))
            throw new CommandException($"Numeric value '{ask.Text("pid")}' for <pid> option is malformed or out of range");
        if (NumberOf(ask.Text("signame")) is not { } number) throw new CommandException($"malformed signal name: {ask.Text("signame")}");
        await ask.CallAsync(Remote.DomainSendProcessSignal, new(await ask.DomainAsync(), pid, number, 0));
    }

    static uint? NumberOf(string name)
    {
        if (uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number <= Last ? number : null;
        var word = name.ToLowerInvariant();
        foreach (var prefix in (string[])["sig_", "sig"]) if (word.StartsWith(prefix, StringComparison.Ordinal)) word = word[prefix.Length..];
        if (word.StartsWith("rt", StringComparison.Ordinal) && uint.TryParse(word[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var real) && real <= Last - FirstRealTime)
            return FirstRealTime + real;
        var at = Array.IndexOf(Names, word);
        return at < 0 ? null : (uint)at;
    }
}
