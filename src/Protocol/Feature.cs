namespace Aerostat.Protocol;

/// <summary>What a client may ask of a server with <see cref="Remote.ConnectSupportsFeature"/>.</summary>
public enum Feature
{
    MigrationV1 = 1,
    Remote = 2,
    MigrationV2 = 3,
    MigrationPeerToPeer = 4,
    MigrationDirect = 5,
    MigrationV3 = 6,
    MigrateChangeProtection = 7,
    DescriptorPassing = 8,
    TypedParamStrings = 9,
    Keepalive = 10,
    XmlMigratable = 11,
    MigrationOffline = 12,
    MigrationParams = 13,

    /// <summary>Events carry the callback id of their registration.</summary>
    EventCallbackIds = 14,
    CloseCallback = 15,

    /// <summary><see cref="Remote.NetworkUpdate"/> takes command and section in the right order; where not, clients swap them.</summary>
    NetworkUpdateOrder = 16,
}
