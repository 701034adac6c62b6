using Aerostat.Engine;
using Aerostat.Engine.Events;
using Aerostat.Engine.Networks;
using Aerostat.Engine.Secrets;
using Aerostat.Engine.Storage;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Who wants to hear of what, and each event on its way to them.</summary>
/// <remarks>Every kind may be registered for, also those that never happen here: virsh gives up on all where one is refused.</remarks>
sealed class EventProcedures : IDisposable
{
    readonly Registrations networks = new("network"), pools = new("storage pool"), devices = new("node device"), secrets = new("secret");
    readonly MonitorRegistrations monitors = new();
    readonly DomainEvents domains = new();
    readonly IDisposable[] listening;

    public EventProcedures(Hypervisor host) => listening = [host.Events.Listen(Publish), host.Networks.Events.Listen(Publish), host.Pools.Events.Listen(Publish), host.Secrets.Events.Listen(Publish)];

    public void AddTo(ProcedureTable table)
    {
        domains.AddTo(table);
        monitors.AddTo(table);
        table
            .On(Remote.ConnectNetworkEventRegisterAny, (args, call) =>
                new ConnectNetworkEventRegisterAnyRet(Add(networks, call, args.EventId, kinds: 2, args.Network?.Uuid)))
            .On(Remote.ConnectStoragePoolEventRegisterAny, (args, call) =>
                new ConnectStoragePoolEventRegisterAnyRet(Add(pools, call, args.EventId, kinds: 2, args.Pool?.Uuid)))
            .On(Remote.ConnectNodeDeviceEventRegisterAny, (args, call) =>
                new ConnectNodeDeviceEventRegisterAnyRet(Add(devices, call, args.EventId, kinds: 2, args.Device?.Name)))
            .On(Remote.ConnectSecretEventRegisterAny, (args, call) =>
                new ConnectSecretEventRegisterAnyRet(Add(secrets, call, args.EventId, kinds: 2, args.Secret?.Uuid)))
            .On(Remote.ConnectNetworkEventDeregisterAny, (args, call) => networks.Remove(call.Session, args.CallbackId))
            .On(Remote.ConnectStoragePoolEventDeregisterAny, (args, call) => pools.Remove(call.Session, args.CallbackId))
            .On(Remote.ConnectNodeDeviceEventDeregisterAny, (args, call) => devices.Remove(call.Session, args.CallbackId))
            .On(Remote.ConnectSecretEventDeregisterAny, (args, call) => secrets.Remove(call.Session, args.CallbackId));
    }

    /// <param name="kinds">How many there are, from 0.</param>
    internal static int Add(Registrations registrations, Call call, int eventId, int kinds, object? subject, bool withId = true) =>
        (uint)eventId < (uint)kinds
            ? registrations.Add(call.Session, eventId, subject, withId)
            : throw new VirtException(ErrorCode.InternalError, $"unsupported event ID {eventId}", ErrorDomain.Rpc);

    public void Dispose()
    {
        foreach (var each in listening) each.Dispose();
    }

    void Publish(DomainEvent happened)
    {
        if (happened is MonitorEvent monitor) monitors.Publish(monitor);
        else domains.Publish(happened);
    }

    void Publish(NetworkEvent happened)
    {
        foreach (var to in networks.Of(0, happened.Uuid))
            to.Session.SendEvent(Remote.NetworkEventLifecycle, new(to.CallbackId, new(happened.Name, happened.Uuid), (int)happened.Type, 0));
    }

    void Publish(SecretEvent happened)
    {
        var kind = happened is SecretValueEvent ? 1 : 0;
        foreach (var to in secrets.Of(kind, happened.Secret.Uuid))
            if (happened is SecretLifecycleEvent life) to.Session.SendEvent(Remote.SecretEventLifecycle, new(to.CallbackId, life.Secret.Ref, life.Defined ? 0 : 1, 0));
            else to.Session.SendEvent(Remote.SecretEventValueChanged, new(to.CallbackId, happened.Secret.Ref));
    }

    void Publish(PoolEvent happened)
    {
        PoolRef pool = new(happened.Name, happened.Uuid);
        var kind = happened is PoolRefreshEvent ? 1 : 0;
        foreach (var to in pools.Of(kind, happened.Uuid))
            if (happened is PoolLifecycleEvent life) to.Session.SendEvent(Remote.StoragePoolEventLifecycle, new(to.CallbackId, pool, (int)life.Type, 0));
            else to.Session.SendEvent(Remote.StoragePoolEventRefresh, new(to.CallbackId, pool));
    }
}
