namespace Aerostat.Engine.Networks;

/// <summary>The errors of networks, in libvirt's codes and words.</summary>
static class NetworkErrors
{
    public static VirtException NoName(string? name) =>
        new(ErrorCode.NoNetwork, $"Network not found: no network with matching name '{name}'", ErrorDomain.Network) { Hint = "See which there are: virsh net-list --all." };

    public static VirtException NoUuid(Guid uuid, string? name = null) =>
        new(ErrorCode.NoNetwork, $"Network not found: no network with matching uuid '{uuid}'{(name is null ? "" : $" ({name})")}", ErrorDomain.Network);

    public static VirtException NotActive(string network) =>
        new(ErrorCode.OperationInvalid, $"Requested operation is not valid: network '{network}' is not active", ErrorDomain.Network) { Hint = $"Start it: virsh net-start {network}." };

    public static VirtException Invalid(string message) => new(ErrorCode.OperationInvalid, $"Requested operation is not valid: {message}", ErrorDomain.Network);

    public static VirtException Failed(string message) => new(ErrorCode.OperationFailed, $"operation failed: {message}", ErrorDomain.Network);

    public static VirtException Internal(string message, string? hint = null) => new(ErrorCode.InternalError, $"internal error: {message}", ErrorDomain.Network) { Hint = hint };

    public static VirtException Unsupported(string message, string? hint = null) => new(ErrorCode.ConfigUnsupported, $"unsupported configuration: {message}", ErrorDomain.Network) { Hint = hint };
}
