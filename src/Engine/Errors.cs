namespace Aerostat.Engine;

/// <summary>The engine's errors, in libvirt's codes and, where scripts read it, in libvirt's words.</summary>
static class Errors
{
    public static VirtException NoDomainUuid(Guid uuid) =>
        new(ErrorCode.NoDomain, $"Domain not found: no domain with matching uuid '{uuid}'");

    public static VirtException NoDomainUuid(Guid uuid, string name) =>
        new(ErrorCode.NoDomain, $"Domain not found: no domain with matching uuid '{uuid}' ({name})");

    public static VirtException NoDomainName(string name) =>
        new(ErrorCode.NoDomain, $"Domain not found: no domain with matching name '{name}'");

    public static VirtException NoDomainId(int id) =>
        new(ErrorCode.NoDomain, $"Domain not found: no domain with matching id {id}");

    public static VirtException Busy((string What, TimeSpan Held)? holder) =>
        new(ErrorCode.OperationTimeout, holder is { } h
            ? $"Timed out during operation: cannot acquire state change lock (held by {h.What} for {h.Held.TotalSeconds:F0} s)"
            : "Timed out during operation: cannot acquire state change lock")
        {
            Hint = "Wait for that operation to end, or destroy the domain.",
        };

    public static VirtException NotRunning() =>
        new(ErrorCode.OperationInvalid, "Requested operation is not valid: domain is not running", ErrorDomain.Domain) { Hint = "Start it first, or use --config." };

    public static VirtException AlreadyRunning() =>
        new(ErrorCode.OperationInvalid, "Requested operation is not valid: domain is already running");

    public static VirtException NotPersistent(string what = "transient domains do not have any persistent config") =>
        new(ErrorCode.OperationInvalid, $"Requested operation is not valid: {what}");

    public static VirtException Invalid(string message, ErrorDomain domain = ErrorDomain.Qemu) =>
        new(ErrorCode.OperationInvalid, $"Requested operation is not valid: {message}", domain);

    public static VirtException Argument(string message, ErrorDomain domain = ErrorDomain.Qemu) =>
        new(ErrorCode.InvalidArg, $"invalid argument: {message}", domain);

    public static VirtException Failed(string message, ErrorDomain domain = ErrorDomain.Qemu) =>
        new(ErrorCode.OperationFailed, $"operation failed: {message}", domain);

    public static VirtException Unsupported(string message) =>
        new(ErrorCode.OperationUnsupported, $"Operation not supported: {message}");

    public static VirtException ConfigUnsupported(string message) =>
        new(ErrorCode.ConfigUnsupported, $"unsupported configuration: {message}");

    public static VirtException Internal(string message, Exception? cause = null) =>
        new(ErrorCode.InternalError, $"internal error: {message}", cause: cause);

    public static VirtException NoBalloon() =>
        new(ErrorCode.OperationInvalid, $"Requested operation is not valid: Unable to change memory of active domain without the balloon device and guest OS balloon driver")
        {
            Hint = "Add <memballoon model='virtio'/> to its devices and start it anew.",
        };

    public static VirtException AgentAbsent() =>
        new(ErrorCode.AgentUnresponsive, "Guest agent is not responding: QEMU guest agent is not connected")
        {
            Hint = "See whether qemu-ga is installed and runs within the guest.",
        };

    public static VirtException AgentSilent(Exception cause) =>
        new(ErrorCode.AgentUnresponsive, "Guest agent is not responding: Guest agent not available for now", cause: cause);

    public static VirtException AgentGone(Exception cause) =>
        new(ErrorCode.AgentUnresponsive, "Guest agent is not responding: Guest agent disappeared while executing command", cause: cause);

    public static VirtException Gone() =>
        new(ErrorCode.OperationFailed, "operation failed: domain is no longer running");

    public static VirtException MonitorSilent(string domain) =>
        new(ErrorCode.OperationTimeout, $"Timed out during operation: the QEMU of domain '{domain}' does not answer on its monitor")
        {
            Hint = "See whether the QEMU process is stopped or its storage hangs; 'destroy' ends it in any case.",
        };
}
