namespace Aerostat.Protocol;

// What happens to networks, pools, host devices and secrets.

public static partial class Remote
{
    public static readonly Event<NetworkEventLifecycleMsg> NetworkEventLifecycle = new(315);
    public static readonly Event<StoragePoolEventLifecycleMsg> StoragePoolEventLifecycle = new(370);
    public static readonly Event<StoragePoolEventRefreshMsg> StoragePoolEventRefresh = new(373);
    public static readonly Event<NodeDeviceEventLifecycleMsg> NodeDeviceEventLifecycle = new(376);
    public static readonly Event<NodeDeviceEventUpdateMsg> NodeDeviceEventUpdate = new(377);
    public static readonly Event<SecretEventLifecycleMsg> SecretEventLifecycle = new(382);
    public static readonly Event<SecretEventValueChangedMsg> SecretEventValueChanged = new(383);
}

[Xdr] public readonly partial record struct NetworkEventLifecycleMsg(int CallbackId, NetworkRef Network, int Event, int Detail);
[Xdr] public readonly partial record struct StoragePoolEventLifecycleMsg(int CallbackId, PoolRef Pool, int Event, int Detail);
[Xdr] public readonly partial record struct StoragePoolEventRefreshMsg(int CallbackId, PoolRef Pool);
[Xdr] public readonly partial record struct NodeDeviceEventLifecycleMsg(int CallbackId, NodeDeviceRef Device, int Event, int Detail);
[Xdr] public readonly partial record struct NodeDeviceEventUpdateMsg(int CallbackId, NodeDeviceRef Device);
[Xdr] public readonly partial record struct SecretEventLifecycleMsg(int CallbackId, SecretRef Secret, int Event, int Detail);
[Xdr] public readonly partial record struct SecretEventValueChangedMsg(int CallbackId, SecretRef Secret);
