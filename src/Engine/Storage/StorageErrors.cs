using System.Runtime.InteropServices;
using Aerostat.Linux;

namespace Aerostat.Engine.Storage;

/// <summary>The errors of pools and volumes, in libvirt's codes and words.</summary>
static class StorageErrors
{
    public static VirtException NoPoolName(string name) =>
        new(ErrorCode.NoStoragePool, $"Storage pool not found: no storage pool with matching name '{name}'", ErrorDomain.Storage);

    public static VirtException NoPoolUuid(Guid uuid, string? name = null) =>
        new(ErrorCode.NoStoragePool, $"Storage pool not found: no storage pool with matching uuid '{uuid}'{(name is null ? "" : $" ({name})")}", ErrorDomain.Storage);

    public static VirtException NoVolume(string by, string what) =>
        new(ErrorCode.NoStorageVol, $"Storage volume not found: no storage vol with matching {by} {what}", ErrorDomain.Storage);

    public static VirtException NotActive(string pool) => Invalid($"storage pool '{pool}' is not active");

    public static VirtException StillActive(string pool) => Invalid($"storage pool '{pool}' is still active");

    public static VirtException AlreadyActive(string pool) => Invalid($"storage pool '{pool}' is already active");

    public static VirtException SourceConflict(string pool) => Failed($"Storage source conflict with pool: '{pool}'");

    public static VirtException HasJobs(string pool) =>
        new(ErrorCode.InternalError, $"internal error: pool '{pool}' has asynchronous jobs running.", ErrorDomain.Storage) { Hint = "Wait until its volumes are made." };

    public static VirtException Exists(string volume) => new(ErrorCode.StorageVolExist, $"'{volume}' exists already", ErrorDomain.Storage);

    public static VirtException Invalid(string message) => new(ErrorCode.OperationInvalid, $"Requested operation is not valid: {message}", ErrorDomain.Storage);

    public static VirtException Failed(string message) => new(ErrorCode.OperationFailed, $"operation failed: {message}", ErrorDomain.Storage);

    public static VirtException Argument(string message) => new(ErrorCode.InvalidArg, $"invalid argument: {message}", ErrorDomain.Storage);

    public static VirtException Unsupported(string message) => new(ErrorCode.OperationUnsupported, $"Operation not supported: {message}", ErrorDomain.Storage);

    public static VirtException ConfigUnsupported(string message) => new(ErrorCode.ConfigUnsupported, $"unsupported configuration: {message}", ErrorDomain.Storage);

    /// <summary>A system call that failed, told as libvirt tells it: <c>cannot open directory '/x': No such file or directory</c>.</summary>
    public static VirtException System(string what, LinuxException cause) =>
        new(ErrorCode.SystemError, $"{what}: {Marshal.GetPInvokeErrorMessage(cause.Errno)}", ErrorDomain.Storage, cause);
}
