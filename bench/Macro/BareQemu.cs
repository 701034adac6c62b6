using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Aerostat.Tests.Shared;

namespace Aerostat.Bench.Macro;

/// <summary>The floor: a QEMU that nobody manages, with the command line that aerostatd gave to its guest, and its monitor spoken to by hand.</summary>
sealed class BareQemu : IDisposable
{
    readonly Process process;
    readonly StreamReader said;
    readonly NetworkStream monitor;
    readonly HashSet<string> events = [];

    BareQemu(Process process, NetworkStream monitor) => (this.process, this.monitor, said) = (process, monitor, new(monitor));

    /// <summary>The words that made a daemon's guest, with a monitor at a path in place of the descriptor that it was given.</summary>
    public static string[] CommandLineOf(Daemon daemon, string guest, string monitor) =>
        [.. daemon.At.Processes()
            .Select(pid => File.ReadAllText($"/proc/{pid}/cmdline").TrimEnd('\0').Split('\0'))
            .First(words => words.Any(w => w.StartsWith($"guest={guest},", StringComparison.Ordinal)))
            .Select(w => w.StartsWith("socket,id=charmonitor,", StringComparison.Ordinal) ? $"socket,id=charmonitor,path={monitor},server=on,wait=off" : w)];

    /// <summary>Starts it; it runs when this returns.</summary>
    public static async Task<BareQemu> StartAsync(string[] commandLine, string monitor)
    {
        File.Delete(monitor);
        var process = Process.Start(new ProcessStartInfo(commandLine[0], commandLine[1..]) { RedirectStandardError = true })!;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        while (true)
        {
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(monitor));
                break;
            }
            catch (SocketException) when (!process.HasExited)
            {
                await Task.Delay(1);
            }
        }
        BareQemu qemu = new(process, new(socket, ownsSocket: true));
        await qemu.said.ReadLineAsync();
        await qemu.Do("""{"execute":"qmp_capabilities"}""");
        await qemu.Do("""{"execute":"cont"}""");
        return qemu;
    }

    /// <summary>One command and its answer; events in between are kept.</summary>
    public async Task Do(string command)
    {
        await monitor.WriteAsync(System.Text.Encoding.UTF8.GetBytes(command + "\n"));
        while (await said.ReadLineAsync() is { } line)
        {
            using var answer = JsonDocument.Parse(line);
            if (answer.RootElement.TryGetProperty("return", out _)) return;
            if (answer.RootElement.TryGetProperty("event", out var happened)) events.Add(happened.GetString()!);
            if (answer.RootElement.TryGetProperty("error", out var error)) throw new InvalidOperationException($"{command}: {error}");
        }
        throw new IOException($"QEMU went away at {command}");
    }

    /// <summary>Waits for an event, which may have come already.</summary>
    public async Task Event(string name)
    {
        if (events.Remove(name)) return;
        while (await said.ReadLineAsync() is { } line)
            if (line.Contains($"\"{name}\"", StringComparison.Ordinal)) return;
    }

    /// <summary>As a daemon's destroy begins: a polite signal, and the wait for the end.</summary>
    public async Task EndAsync()
    {
        Signals.Send(process.Id, Signals.Term);
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        // Its locks on images go with it.
        process.WaitForExit();
        monitor.Dispose();
        process.Dispose();
    }
}
