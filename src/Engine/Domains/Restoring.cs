using Aerostat.Engine.Saving;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu.Launch;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class DomainSet
{
    /// <summary>Lets a guest go on from a file that holds its memory.</summary>
    /// <param name="path">Absolute; it stays.</param>
    /// <param name="xml">The document to go on by; null: the file's own.</param>
    /// <param name="cancel">Ends the wait; a start that has begun goes on.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationFailed"/>: no such file, or never finished; <see cref="ErrorCode.ConfigUnsupported"/>: the document is of another guest.</exception>
    /// <remarks>Source: libvirt <c>virDomainRestoreFlags</c>. A domain that is not defined is transient.</remarks>
    public async Task RestoreAsync(string path, string? xml, SaveFlags flags, CancellationToken cancel)
    {
        _ = flags.Run(false);
        var flow = await PathThread.RunAsync(path, () => Inflow.Open(path, flags.HasFlag(SaveFlags.BypassCache))).WaitAsync(cancel);
        try
        {
            var definition = await host.ReadAsync(flow.Image, cancel);
            if (xml is not null) definition = await host.ReadAsSameAsync(xml, definition, cancel);
            definition = await host.FilterAsync(definition);
            var (domain, isNew) = Claim(definition, transient: true);
            try
            {
                await domain.RestoreAsync(definition, flow, flags, cancel);
            }
            catch when (isNew && !domain.State.IsActive)
            {
                Forget(domain);
                throw;
            }
        }
        catch
        {
            flow.Dispose();
            throw;
        }
    }
}

public sealed partial class Domain
{
    internal Task RestoreAsync(DomainDefinition definition, Inflow memory, SaveFlags flags, CancellationToken cancel) => turns.TakeAsync("restore", async turn =>
    {
        if (turn.State.IsActive) throw Errors.AlreadyRunning();
        var start = flags.Run(memory.Image.Header.WasRunning) ? StartFlags.None : StartFlags.Paused;
        if (flags.HasFlag(SaveFlags.ResetNvram)) start |= StartFlags.ResetNvram;
        using (memory) await BeginAsync(turn, definition, start, null, memory);
    }, cancel);

    /// <summary>Lets the memory flow into a QEMU that was started to take it in.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>, with QEMU's own last words.</exception>
    async Task TakeInAsync(Guest live, Inflow memory, string log)
    {
        var before = QemuLaunch.LogLength(log);
        job = new(JobOperation.Restore, "restore job", host.Time);
        try
        {
            await live.AskAsync(new SetMigrationCapabilities([new("events", true)]));
            using var ended = live.Monitor.Expect(MigrationEnded);
            using (var outlet = memory.Start()) await live.Monitor.PassAsync(HandedAs, outlet, live.Gone);
            await live.AskAsync(new MigrateIncoming($"fd:{HandedAs}"));
            var end = await ended.Event;
            if (end.Text("status") is not "completed") throw Errors.Internal("QEMU gave up");
        }
        catch (Exception e) when (e is QmpException or VirtException)
        {
            // It ends itself where the stream is not what it expects.
            await Task.WhenAny(live.Process.Exited, Task.Delay(AdoptionPatience, host.Time));
            var said = QemuLaunch.LastWords(log, before);
            throw Errors.Internal($"the saved memory could not be taken in: {(said.Length > 0 ? said : e.Message)}{(memory.Trouble is { } why ? $" ({why})" : "")}", e);
        }
        finally
        {
            job = null;
            lastJob = null;
        }
    }
}
