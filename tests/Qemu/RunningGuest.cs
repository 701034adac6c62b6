using System.Globalization;
using System.Text;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Qemu.Tests;

/// <summary>A real QEMU that holds at its first instruction, with its monitor on a descriptor.</summary>
sealed class RunningGuest(ProcessHandle process, QmpClient qmp, DomainDefinition domain, EmulatorCapabilities emulator) : IAsyncDisposable
{
    public IQmpClient Qmp => qmp;
    public DomainDefinition Domain => domain;
    public EmulatorCapabilities Emulator => emulator;

    public static async Task<RunningGuest> StartAsync(string xml, EmulatorCapabilities emulator, string folder, IEnumerable<string>? more = null)
    {
        var cancel = TestContext.Current.CancellationToken;
        File.Delete(Path.Combine(folder, "monitor.sock"));
        Image(Path.Combine(folder, "b.img"));
        Qcow2(Path.Combine(folder, "a.qcow2"));
        var domain = CommandLine.Prepare(Guests.Live(xml.Replace("@", folder, StringComparison.Ordinal), emulator));
        var socket = Path.Combine(folder, "monitor.sock");
        using var listener = UnixListener.Listen(socket, 0b110_000_000);
        var words = CommandLine.Build(domain, emulator, new LaunchPlan { Folder = folder, Monitor = 3 });
        var errors = Path.Combine(folder, "errors");
        File.Delete(errors);
        using var log = Files.CreateNew(errors, 0b110_000_000);
        var (_, process) = Spawn.Start(emulator.Emulator, [emulator.Emulator, .. words, .. more ?? []], ["PATH=/usr/bin", $"HOME={folder}"], [null, log, log, listener.Handle]);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(TimeSpan.FromSeconds(30));
            var channel = await UnixChannel.ConnectAsync(socket, limit.Token);
            var opening = QmpClient.OpenAsync(new MonitorTransport(channel), limit.Token);
            // One that dies leaves the listener, and with it our connection, open.
            await Task.WhenAny(opening, process.Exited);
            return opening.IsCompleted ? new(process, await opening, domain, emulator) : throw new InvalidOperationException("QEMU has ended");
        }
        catch (Exception e)
        {
            process.Signal(Signal.Kill);
            await process.Exited;
            throw new InvalidOperationException($"{await File.ReadAllTextAsync(errors, cancel)}\n{string.Join(' ', words)}", e);
        }
    }

    static void Image(string path)
    {
        using var file = File.Create(path);
        file.SetLength(1 << 20);
    }

    /// <summary>The smallest qcow2 there is: a header, one refcount table, one refcount block, one empty L1 table; 64 KiB each.</summary>
    static void Qcow2(string path)
    {
        const int cluster = 1 << 16;
        var bytes = new byte[4 * cluster];
        BigEndian(bytes, 0, 0x514649fb, 4);
        BigEndian(bytes, 4, 2, 4);
        BigEndian(bytes, 20, 16, 4);
        BigEndian(bytes, 24, 1 << 20, 8);
        BigEndian(bytes, 36, 1, 4);
        BigEndian(bytes, 40, 3 * cluster, 8);
        BigEndian(bytes, 48, cluster, 8);
        BigEndian(bytes, 56, 1, 4);
        BigEndian(bytes, cluster, 2 * cluster, 8);
        for (var i = 0; i < 4; i++) BigEndian(bytes, 2 * cluster + 2 * i, 1, 2);
        File.WriteAllBytes(path, bytes);
    }

    static void BigEndian(byte[] bytes, int at, long value, int length)
    {
        for (var i = 0; i < length; i++) bytes[at + i] = (byte)(value >> 8 * (length - 1 - i));
    }

    public async ValueTask DisposeAsync()
    {
        await qmp.DisposeAsync();
        process.Signal(Signal.Kill);
        await process.Exited;
        process.Dispose();
    }
}
