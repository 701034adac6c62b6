namespace Aerostat.Protocol;

// Which events a client wants. The reply's callback id comes back in each of them.

public static partial class Remote
{
    public static readonly Procedure<ConnectDomainEventCallbackRegisterAnyArgs, ConnectDomainEventCallbackRegisterAnyRet> ConnectDomainEventCallbackRegisterAny =
        new(316, "connect:search_domains");
    public static readonly Procedure<ConnectDomainEventCallbackDeregisterAnyArgs, Nothing> ConnectDomainEventCallbackDeregisterAny =
        new(317, "connect:read");
    public static readonly Procedure<Nothing, ConnectDomainEventRegisterRet> ConnectDomainEventRegister = new(105, "connect:search_domains");
    public static readonly Procedure<Nothing, ConnectDomainEventDeregisterRet> ConnectDomainEventDeregister = new(106, "connect:read");
    public static readonly Procedure<ConnectDomainEventRegisterAnyArgs, Nothing> ConnectDomainEventRegisterAny = new(167, "connect:search_domains");
    public static readonly Procedure<ConnectDomainEventDeregisterAnyArgs, Nothing> ConnectDomainEventDeregisterAny = new(168, "connect:read");
    public static readonly Procedure<ConnectNetworkEventRegisterAnyArgs, ConnectNetworkEventRegisterAnyRet> ConnectNetworkEventRegisterAny =
        new(313, "connect:search_networks");
    public static readonly Procedure<ConnectNetworkEventDeregisterAnyArgs, Nothing> ConnectNetworkEventDeregisterAny = new(314, "connect:read");
    public static readonly Procedure<ConnectStoragePoolEventRegisterAnyArgs, ConnectStoragePoolEventRegisterAnyRet> ConnectStoragePoolEventRegisterAny =
        new(368, "connect:search_storage_pools");
    public static readonly Procedure<ConnectStoragePoolEventDeregisterAnyArgs, Nothing> ConnectStoragePoolEventDeregisterAny =
        new(369, "connect:read");
    public static readonly Procedure<ConnectNodeDeviceEventRegisterAnyArgs, ConnectNodeDeviceEventRegisterAnyRet> ConnectNodeDeviceEventRegisterAny =
        new(374, "connect:search_node_devices");
    public static readonly Procedure<ConnectNodeDeviceEventDeregisterAnyArgs, Nothing> ConnectNodeDeviceEventDeregisterAny = new(375, "connect:read");
    public static readonly Procedure<ConnectSecretEventRegisterAnyArgs, ConnectSecretEventRegisterAnyRet> ConnectSecretEventRegisterAny =
        new(380, "connect:search_secrets");
    public static readonly Procedure<ConnectSecretEventDeregisterAnyArgs, Nothing> ConnectSecretEventDeregisterAny = new(381, "connect:read");
}

[Xdr] public readonly partial record struct ConnectDomainEventCallbackRegisterAnyArgs(int EventId, DomainRef? Domain);
[Xdr] public readonly partial record struct ConnectDomainEventCallbackRegisterAnyRet(int CallbackId);
[Xdr] public readonly partial record struct ConnectDomainEventCallbackDeregisterAnyArgs(int CallbackId);
[Xdr] public readonly partial record struct ConnectDomainEventRegisterRet(bool Registered);
[Xdr] public readonly partial record struct ConnectDomainEventDeregisterRet(bool Registered);
[Xdr] public readonly partial record struct ConnectDomainEventRegisterAnyArgs(int EventId);
[Xdr] public readonly partial record struct ConnectDomainEventDeregisterAnyArgs(int EventId);
[Xdr] public readonly partial record struct ConnectNetworkEventRegisterAnyArgs(int EventId, NetworkRef? Network);
[Xdr] public readonly partial record struct ConnectNetworkEventRegisterAnyRet(int CallbackId);
[Xdr] public readonly partial record struct ConnectNetworkEventDeregisterAnyArgs(int CallbackId);
[Xdr] public readonly partial record struct ConnectStoragePoolEventRegisterAnyArgs(int EventId, PoolRef? Pool);
[Xdr] public readonly partial record struct ConnectStoragePoolEventRegisterAnyRet(int CallbackId);
[Xdr] public readonly partial record struct ConnectStoragePoolEventDeregisterAnyArgs(int CallbackId);
[Xdr] public readonly partial record struct ConnectNodeDeviceEventRegisterAnyArgs(int EventId, NodeDeviceRef? Device);
[Xdr] public readonly partial record struct ConnectNodeDeviceEventRegisterAnyRet(int CallbackId);
[Xdr] public readonly partial record struct ConnectNodeDeviceEventDeregisterAnyArgs(int CallbackId);
[Xdr] public readonly partial record struct ConnectSecretEventRegisterAnyArgs(int EventId, SecretRef? Secret);
[Xdr] public readonly partial record struct ConnectSecretEventRegisterAnyRet(int CallbackId);
[Xdr] public readonly partial record struct ConnectSecretEventDeregisterAnyArgs(int CallbackId);
