using Aerostat.Engine.Saving;
using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    string ManagedPath => host.Folders.ManagedSaveOf(State.Name);

    /// <summary>Its memory lies in the daemon's own folder: its next start goes on from there.</summary>
    public bool HasManagedSave => File.Exists(ManagedPath);

    /// <summary>Saves the guest where its next start finds it.</summary>
    /// <remarks>Source: libvirt <c>virDomainManagedSave</c>. See <see cref="SaveAsync(string, string?, SaveFlags, CancellationToken)"/>.</remarks>
    public Task ManagedSaveAsync(string? xml, SaveFlags flags, CancellationToken cancel) => turns.TakeAsync("save", async turn =>
    {
        if (!turn.State.IsActive) throw Errors.NotRunning();
        if (!turn.State.IsPersistent) throw Errors.Invalid("cannot do managed save for transient domain");
        await SaveAsync(turn, ManagedPath, xml, flags);
    }, cancel);

    /// <summary>Discards the memory that the next start would go on from.</summary>
    public Task RemoveManagedSaveAsync(CancellationToken cancel) => turns.TakeAsync("remove managed save", _ =>
    {
        Files.Remove(ManagedPath);
        return Task.CompletedTask;
    }, cancel);

    /// <summary>The document that the next start goes on by.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationInvalid"/>: it does not go on, it boots.</exception>
    public Task<string> ManagedSaveXmlAsync(XmlFlags flags, CancellationToken cancel) => host.SavedXmlAsync(ManagedOrRefuse(), flags, cancel);

    /// <summary>Changes that document, in what the guest does not see, and whether it is to run then.</summary>
    public Task DefineManagedSaveAsync(string xml, SaveFlags flags, CancellationToken cancel) => turns.TakeAsync("define managed save",
        _ => host.DefineSavedAsync(ManagedOrRefuse(), xml, flags, cancel), cancel);

    string ManagedOrRefuse() => HasManagedSave ? ManagedPath : throw Errors.Invalid("domain does not have managed save image");

    /// <summary>What a start goes on from; null: it boots.</summary>
    /// <exception cref="VirtException">It is there, and neither whole nor cut off: that is for its owner to decide.</exception>
    async Task<Inflow?> ManagedMemoryAsync(StartFlags flags)
    {
        var path = ManagedPath;
        if (!File.Exists(path)) return null;
        if (flags.HasFlag(StartFlags.ForceBoot))
        {
            Files.Remove(path);
            return null;
        }
        return await PathThread.RunAsync(path, () =>
        {
            bool cut;
            using (var file = Inflow.OpenRead(path, direct: false)) cut = SaveImage.IsCut(file);
            if (!cut) return Inflow.Open(path, flags.HasFlag(StartFlags.BypassCache));
            Log.SaveCut(host.Logger, State.Name, path);
            Files.Remove(path);
            return null;
        });
    }

    /// <summary>Goes on from the memory that was saved, which is then used up.</summary>
    async Task GoOnFromAsync(Turns.Turn turn, Inflow memory, StartFlags flags, object? owner)
    {
        using var _ = memory;
        var definition = await host.ReadAsync(memory.Image, CancellationToken.None);
        if (definition.Uuid != turn.State.Uuid || definition.Name != turn.State.Name)
            throw Errors.Invalid($"domain '{definition.Name}' is saved in '{ManagedPath}', where '{turn.State.Name}' was expected");
        definition = await host.FilterAsync(definition);
        if (!memory.Image.Header.WasRunning) flags |= StartFlags.Paused;
        await BeginAsync(turn, definition, flags, owner, memory);
    }
}
