using Aerostat.Client;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Every kind of domain event, and how virsh tells it: what follows the domain's name.</summary>
static class DomainEventNames
{
    /// <summary>Listens to one kind, and hands over each event's line until cancelled.</summary>
    public delegate Task Listen(VirtConnection connection, DomainRef? filter, Action<string> tell, TaskCompletionSource ready, CancellationToken cancel);

    public static IEnumerable<string> All => Kinds.Select(kind => kind.Name);

    public static IReadOnlyList<(string Name, Listen Listen)> Kinds { get; } =
    [
        Of("lifecycle", DomainEvents.Lifecycle, m => (m.Event.Domain, $": {Lifecycle(m.Event.Event, m.Event.Detail)}")),
        Of("reboot", DomainEvents.Reboot, m => (m.Event.Domain, "")),
        Of("rtc-change", DomainEvents.RtcChange, m => (m.Event.Domain, $": {m.Event.Offset}")),
        Of("watchdog", DomainEvents.Watchdog, m => (m.Event.Domain, $": {Word(m.Event.Action, "none", "paused", "reset", "poweroff", "shutdown", "debug", "inject-nmi")}")),
        Of("io-error", DomainEvents.IoError, m => (m.Event.Domain, $": {m.Event.SrcPath} ({m.Event.DevAlias}) {Action(m.Event.Action)}")),
        Of("graphics", DomainEvents.Graphics, m => (m.Event.Domain, Graphics(m.Event))),
        Of("io-error-reason", DomainEvents.IoErrorReason, m => (m.Event.Domain, $": {m.Event.SrcPath} ({m.Event.DevAlias}) {Action(m.Event.Action)} due to {m.Event.Reason}")),
        Of("control-error", DomainEvents.ControlError, m => (m.Event.Domain, "")),
        Of("block-job", DomainEvents.BlockJob, m => (m.Event.Domain, BlockJob(m.Event.Type, m.Event.Path, m.Event.Status))),
        Of("disk-change", DomainEvents.DiskChange, m => (m.Event.Domain,
            $" disk {m.Event.DevAlias}: {m.Event.OldSrcPath ?? "<null>"} -> {m.Event.NewSrcPath ?? "<null>"}: {Word(m.Event.Reason, "changed", "dropped")}")),
        Of("tray-change", DomainEvents.TrayChange, m => (m.Event.Domain, $" disk {m.Event.DevAlias}: {Word(m.Event.Reason, "opened", "closed")}")),
        Of("pm-wakeup", DomainEvents.PmWakeup, m => (m.Event.Domain, "")),
        Of("pm-suspend", DomainEvents.PmSuspend, m => (m.Event.Domain, "")),
        Of("balloon-change", DomainEvents.BalloonChange, m => (m.Event.Domain, $": {m.Event.Kib}KiB")),
        Of("pm-suspend-disk", DomainEvents.PmSuspendDisk, m => (m.Event.Domain, "")),
        Of("device-removed", DomainEvents.DeviceRemoved, m => (m.Event.Domain, $": {m.Event.DevAlias}")),
        Of("block-job-2", DomainEvents.BlockJob2, m => (m.Domain, BlockJob(m.Type, m.Destination, m.Status))),
        Of("tunable", DomainEvents.Tunable, m => (m.Domain, Parameters(m.Params))),
        Of("agent-lifecycle", DomainEvents.AgentLifecycle, m => (m.Domain,
            $": state: '{Word(m.State, "unknown", "connected", "disconnected")}' reason: '{Word(m.Reason, "unknown", "domain started", "channel event")}'")),
        Of("device-added", DomainEvents.DeviceAdded, m => (m.Domain, $": {m.DevAlias}")),
        Of("migration-iteration", DomainEvents.MigrationIteration, m => (m.Domain, $": iteration: '{m.Iteration}'")),
        Of("job-completed", DomainEvents.JobCompleted, m => (m.Domain, Parameters(m.Params))),
        Of("device-removal-failed", DomainEvents.DeviceRemovalFailed, m => (m.Domain, $": {m.DevAlias}")),
        Of("metadata-change", DomainEvents.MetadataChange, m => (m.Domain, $": type {Word(m.Type, "description", "title", "element")}, uri {m.NsUri ?? "<null>"}")),
        Of("block-threshold", DomainEvents.BlockThreshold, m => (m.Domain, $": dev: {m.Device}({m.Path ?? "<null>"}) {m.Threshold} {m.Excess}")),
        Of("memory-failure", DomainEvents.MemoryFailure, m => (m.Domain,
            $":\nrecipient: {Word(m.Recipient, "hypervisor", "guest")}\naction: {Word(m.Action, "ignore", "inject", "fatal", "reset")}\nflags:\n\taction required: {m.Flags & 1}\n\trecursive: {m.Flags >> 1 & 1}")),
        Of("memory-device-size-change", DomainEvents.MemoryDeviceSizeChange, m => (m.Domain, $":\nalias: {m.Alias}\nsize: {m.Size}")),
    ];

    static (string, Listen) Of<T>(string name, EventKind<DomainRef, T> kind, Func<T, (DomainRef Domain, string Tail)> words) where T : struct, IXdr<T>
    {
        return (name, ListenAsync);

        async Task ListenAsync(VirtConnection connection, DomainRef? filter, Action<string> tell, TaskCompletionSource ready, CancellationToken cancel)
        {
            await using var events = await connection.SubscribeAsync(kind, filter, cancel);
            ready.TrySetResult();
            await foreach (var message in events.WithCancellation(cancel))
            {
                var (domain, tail) = words(message);
                tell($"event '{name}' for domain '{domain.Name}'{tail}");
            }
        }
    }

    static readonly (string Event, string[] Details)[] Lifecycles =
    [
        ("Defined", ["Added", "Updated", "Renamed", "Snapshot"]),
        ("Undefined", ["Removed", "Renamed"]),
        ("Started", ["Booted", "Migrated", "Restored", "Snapshot", "Event wakeup"]),
        ("Suspended", ["Paused", "Migrated", "I/O Error", "Watchdog", "Restored", "Snapshot", "API error", "Post-copy", "Post-copy Error"]),
        ("Resumed", ["Unpaused", "Migrated", "Snapshot", "Post-copy", "Post-copy Error"]),
        ("Stopped", ["Shutdown", "Destroyed", "Crashed", "Migrated", "Saved", "Failed", "Snapshot"]),
        ("Shutdown", ["Finished", "Finished after guest request", "Finished after host request"]),
        ("PMSuspended", ["Memory", "Disk"]),
        ("Crashed", ["Panicked", "Crashloaded"]),
    ];

    static string Lifecycle(int number, int detail) => (uint)number < Lifecycles.Length
        ? $"{Lifecycles[number].Event} {Word(detail, Lifecycles[number].Details)}" : $"unknown {detail}";

    static string Word(int number, params string[] words) => Names.At(words, number) ?? "unknown";

    static string Action(int action) => Word(action, "none", "paused", "reported");

    static string BlockJob(int type, string path, int status) =>
        $": {Word(type, "Unknown Job", "Block Pull", "Block Copy", "Block Commit", "Active Block Commit", "Backup")} for {path} {Word(status, "completed", "failed", "canceled", "ready")}";

    static string Parameters(TypedParam[] parameters) => $":{string.Concat(parameters.Select(p => $"\n\t{p.Field}: {p.Value}"))}";

    static string Graphics(DomainEventGraphicsMsg m)
    {
        static string Address(GraphicsAddress a) => $"{Word(a.Family, "IPv4", "IPv6", "unix")} {a.Node} {a.Service}";
        return $": {Word(m.Phase, "connect", "initialize", "disconnect")} local[{Address(m.Local)}] remote[{Address(m.Remote)}] {m.AuthScheme}"
            + string.Concat(m.Subject.Select(s => $"\n\t{s.Type}={s.Name}"));
    }
}
