using Aerostat.Values;

namespace Aerostat.Protocol;

/// <summary>What libvirt says before the particulars of an error. Clients print the whole, and scripts match it.</summary>
public static class ErrorText
{
    /// <summary>The message as clients show it: <c>Domain not found: no domain with matching name 'x'</c>.</summary>
    public static string Whole(ErrorCode code, string message)
    {
        // Flags that exclude each other are told bare, and so is an argument that one of libvirt's own functions finds wrong.
        if (code is ErrorCode.InvalidArg && (message.StartsWith("Flags '", StringComparison.Ordinal) || message.Contains(" in vir", StringComparison.Ordinal))) return message;
        var format = Format(code);
        // Libvirt says that of flags as it is.
        return message.StartsWith(format[..^2], StringComparison.Ordinal) || message.StartsWith("unsupported flags (0x", StringComparison.Ordinal) ? message : string.Concat(format.AsSpan(..^2), message);
    }

    /// <summary>Text that ends in <c>%s</c>, where the particulars go.</summary>
    public static string Format(ErrorCode code) => code switch
    {
        ErrorCode.InternalError => "internal error: %s",
        ErrorCode.NoMemory => "out of memory: %s",
        ErrorCode.NoSupport => "this function is not supported by the connection driver: %s",
        ErrorCode.UnknownHost => "unknown host %s",
        ErrorCode.NoConnect => "no connection driver available for %s",
        ErrorCode.InvalidConn => "invalid connection pointer in %s",
        ErrorCode.InvalidDomain => "invalid domain pointer in %s",
        ErrorCode.InvalidArg => "invalid argument: %s",
        ErrorCode.OperationFailed => "operation failed: %s",
        ErrorCode.OsType => "unknown OS type %s",
        ErrorCode.NoKernel => "missing kernel information: %s",
        ErrorCode.NoRoot => "missing root device information in %s",
        ErrorCode.NoSource => "missing source information for device %s",
        ErrorCode.NoTarget => "missing target information for device %s",
        ErrorCode.NoName => "missing name information in %s",
        ErrorCode.NoOs => "missing operating system information for %s",
        ErrorCode.NoDevice => "missing devices information for %s",
        ErrorCode.CallFailed => "library call failed: %s",
        ErrorCode.XmlError => "XML error: %s",
        ErrorCode.DomExist => "domain %s",
        ErrorCode.OperationDenied => "operation forbidden: %s",
        ErrorCode.OpenFailed => "failed to open configuration file %s",
        ErrorCode.ReadFailed => "failed to read configuration file %s",
        ErrorCode.ParseFailed => "failed to parse configuration file %s",
        ErrorCode.ConfSyntax => "configuration file syntax error: %s",
        ErrorCode.WriteFailed => "failed to write configuration file: %s",
        ErrorCode.NoDomain => "Domain not found: %s",
        ErrorCode.NoNetwork => "Network not found: %s",
        ErrorCode.InvalidMac => "invalid MAC address: %s",
        ErrorCode.AuthFailed => "authentication failed: %s",
        ErrorCode.NoStoragePool => "Storage pool not found: %s",
        ErrorCode.NoStorageVol => "Storage volume not found: %s",
        ErrorCode.NoNodeDevice => "Node device not found: %s",
        ErrorCode.NoSecurityModel => "Security model not found: %s",
        ErrorCode.OperationInvalid => "Requested operation is not valid: %s",
        ErrorCode.NoInterface => "Interface not found: %s",
        ErrorCode.MultipleInterfaces => "multiple matching interfaces found: %s",
        ErrorCode.InvalidNwfilter => "Invalid network filter: %s",
        ErrorCode.NoNwfilter => "Network filter not found: %s",
        ErrorCode.BuildFirewall => "Error while building firewall: %s",
        ErrorCode.InvalidSecret => "Invalid secret: %s",
        ErrorCode.NoSecret => "Secret not found: %s",
        ErrorCode.ConfigUnsupported => "unsupported configuration: %s",
        ErrorCode.OperationTimeout => "Timed out during operation: %s",
        ErrorCode.MigratePersistFailed => "Failed to make domain persistent after migration: %s",
        ErrorCode.HookScriptFailed => "Hook script execution failed: %s",
        ErrorCode.InvalidDomainSnapshot => "Invalid domain snapshot: %s",
        ErrorCode.NoDomainSnapshot => "Domain snapshot not found: %s",
        ErrorCode.InvalidStream => "invalid stream pointer in %s",
        ErrorCode.ArgumentUnsupported => "argument unsupported: %s",
        ErrorCode.StorageProbeFailed => "Storage pool probe failed: %s",
        ErrorCode.StoragePoolBuilt => "Storage pool already built: %s",
        ErrorCode.SnapshotRevertRisky => "revert requires force: %s",
        ErrorCode.OperationAborted => "operation aborted: %s",
        ErrorCode.AuthCancelled => "authentication cancelled: %s",
        ErrorCode.NoDomainMetadata => "metadata not found: %s",
        ErrorCode.MigrateUnsafe => "Unsafe migration: %s",
        ErrorCode.Overflow => "numerical overflow: %s",
        ErrorCode.BlockCopyActive => "block copy still active: %s",
        ErrorCode.OperationUnsupported => "Operation not supported: %s",
        ErrorCode.Ssh => "SSH transport error: %s",
        ErrorCode.AgentUnresponsive => "Guest agent is not responding: %s",
        ErrorCode.ResourceBusy => "resource busy: %s",
        ErrorCode.AccessDenied => "access denied: %s",
        ErrorCode.DbusService => "error from service: %s",
        ErrorCode.StorageVolExist => "storage volume %s",
        ErrorCode.CpuIncompatible => "the CPU is incompatible with host CPU: %s",
        ErrorCode.XmlInvalidSchema => "XML document failed to validate against schema: %s",
        ErrorCode.MigrateFinishOk => "migration successfully aborted: %s",
        ErrorCode.AuthUnavailable => "authentication unavailable: %s",
        ErrorCode.NoServer => "Server not found: %s",
        ErrorCode.NoClient => "Client not found: %s",
        ErrorCode.AgentUnsynced => "guest agent replied with wrong id to guest-sync command: %s",
        ErrorCode.Libssh => "libssh transport error: %s",
        ErrorCode.DeviceMissing => "device not found: %s",
        ErrorCode.InvalidNwfilterBinding => "Invalid network filter binding: %s",
        ErrorCode.NoNwfilterBinding => "Network filter binding not found: %s",
        ErrorCode.InvalidDomainCheckpoint => "Invalid domain checkpoint: %s",
        ErrorCode.NoDomainCheckpoint => "Domain checkpoint not found: %s",
        ErrorCode.NoDomainBackup => "Domain backup job id not found: %s",
        ErrorCode.NoNetworkPort => "network port not found: %s",
        ErrorCode.NoHostname => "no hostname found: %s",
        ErrorCode.CheckpointInconsistent => "checkpoint inconsistent: %s",
        ErrorCode.MultipleDomains => "multiple matching domains found: %s",
        _ => "%s",
    };
}
