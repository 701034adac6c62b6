using Aerostat.Protocol;

namespace Aerostat.Client;

sealed class DomainEventFamily : EventFamily<DomainRef>
{
    public static readonly DomainEventFamily Instance = new();

    internal override string Key(DomainRef filter) => filter.Uuid.ToString();

    internal override Task RegisterAsync(VirtConnection connection, int id, DomainRef? filter, Action<int> seen, CancellationToken cancel) =>
        connection.CallAsync(Remote.ConnectDomainEventCallbackRegisterAny, new(id, filter), null, null, answer => seen(answer.CallbackId), cancel);

    internal override Task DeregisterAsync(VirtConnection connection, int callback) =>
        connection.CallAsync(Remote.ConnectDomainEventCallbackDeregisterAny, new(callback));
}

sealed class NetworkEventFamily : EventFamily<NetworkRef>
{
    public static readonly NetworkEventFamily Instance = new();

    internal override string Key(NetworkRef filter) => filter.Uuid.ToString();

    internal override Task RegisterAsync(VirtConnection connection, int id, NetworkRef? filter, Action<int> seen, CancellationToken cancel) =>
        connection.CallAsync(Remote.ConnectNetworkEventRegisterAny, new(id, filter), null, null, answer => seen(answer.CallbackId), cancel);

    internal override Task DeregisterAsync(VirtConnection connection, int callback) =>
        connection.CallAsync(Remote.ConnectNetworkEventDeregisterAny, new(callback));
}

sealed class PoolEventFamily : EventFamily<PoolRef>
{
    public static readonly PoolEventFamily Instance = new();

    internal override string Key(PoolRef filter) => filter.Uuid.ToString();

    internal override Task RegisterAsync(VirtConnection connection, int id, PoolRef? filter, Action<int> seen, CancellationToken cancel) =>
        connection.CallAsync(Remote.ConnectStoragePoolEventRegisterAny, new(id, filter), null, null, answer => seen(answer.CallbackId), cancel);

    internal override Task DeregisterAsync(VirtConnection connection, int callback) =>
        connection.CallAsync(Remote.ConnectStoragePoolEventDeregisterAny, new(callback));
}

sealed class NodeDeviceEventFamily : EventFamily<NodeDeviceRef>
{
    public static readonly NodeDeviceEventFamily Instance = new();

    internal override string Key(NodeDeviceRef filter) => filter.Name;

    internal override Task RegisterAsync(VirtConnection connection, int id, NodeDeviceRef? filter, Action<int> seen, CancellationToken cancel) =>
        connection.CallAsync(Remote.ConnectNodeDeviceEventRegisterAny, new(id, filter), null, null, answer => seen(answer.CallbackId), cancel);

    internal override Task DeregisterAsync(VirtConnection connection, int callback) =>
        connection.CallAsync(Remote.ConnectNodeDeviceEventDeregisterAny, new(callback));
}

sealed class SecretEventFamily : EventFamily<SecretRef>
{
    public static readonly SecretEventFamily Instance = new();

    internal override string Key(SecretRef filter) => filter.Uuid.ToString();

    internal override Task RegisterAsync(VirtConnection connection, int id, SecretRef? filter, Action<int> seen, CancellationToken cancel) =>
        connection.CallAsync(Remote.ConnectSecretEventRegisterAny, new(id, filter), null, null, answer => seen(answer.CallbackId), cancel);

    internal override Task DeregisterAsync(VirtConnection connection, int callback) =>
        connection.CallAsync(Remote.ConnectSecretEventDeregisterAny, new(callback));
}

/// <summary>Which of QEMU's own events: of one domain, of one name or pattern.</summary>
/// <param name="Flags">1: the name is a regular expression; 2: its case does not matter.</param>
public readonly record struct MonitorEventFilter(DomainRef? Domain, string? Event, uint Flags);

sealed class MonitorEventFamily : EventFamily<MonitorEventFilter>
{
    public static readonly MonitorEventFamily Instance = new();

    internal override string Key(MonitorEventFilter filter) => $"{filter.Domain?.Uuid} {filter.Flags} {filter.Event}";

    internal override Task RegisterAsync(VirtConnection connection, int id, MonitorEventFilter? filter, Action<int> seen, CancellationToken cancel) =>
        connection.CallAsync(QemuProgram.ConnectDomainMonitorEventRegister, new(filter?.Domain, filter?.Event, filter?.Flags ?? 0), null, null,
            answer => seen(answer.CallbackId), cancel);

    internal override Task DeregisterAsync(VirtConnection connection, int callback) =>
        connection.CallAsync(QemuProgram.ConnectDomainMonitorEventDeregister, new(callback));
}
