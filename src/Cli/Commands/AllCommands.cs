using Aerostat.Cli.Grammar;

namespace Aerostat.Cli.Commands;

/// <summary>The table, group by group.</summary>
static class AllCommands
{
    public static IReadOnlyList<Group> Groups { get; } =
    [
        new("Domain Management", "domain",
        [
            .. Lifecycle.All, .. Definition.All, .. Import.All, .. Memory.All, .. MemoryModules.All, .. Vcpus.All, .. IoThreads.All, .. Devices.All, .. Disks.Changing, .. Interfaces.Changing, .. Consoles.All,
            .. Metadata.All, .. Saving.All, .. Dumping.All, .. Tuning.All, .. Measuring.All, .. Statistics.Processors, .. Hypervisor.All, .. Agent.All, .. AgentActions.All, .. BlockJobs.All,
        ]),
        new("Domain Monitoring", "monitor", [.. Listing.All, .. Information.All, .. Memory.Monitoring, .. Disks.All, .. Interfaces.All, .. Statistics.All]),
        new("Domain Events", "events", Events.All),
        new("Host and Hypervisor", "host", [.. Host.All, .. Cpus.All]),
        new("Networking", "network", Networks.All),
        new("Network Filter", "filter", NetworkFilters.All),
        new("Interface", "interface", HostThings.Interfaces),
        new("Node Device", "nodedev", HostThings.NodeDevices),
        new("Storage Pool", "pool", Pools.All),
        new("Storage Volume", "volume", Volumes.All),
        new("Secret", "secret", Secrets.All),
        new("Snapshot", "snapshot", Snapshots.All),
        new("Checkpoint", "checkpoint", Checkpoints.All),
        new("Autopilot", "pilot", AutopilotCommands.All),
        new("Daemon", "daemon", DaemonCommands.All),
        new("aero itself", "aero", ShellCommands.All),
    ];
}
