namespace Aerostat.Engine.NetworkFilters;

/// <summary>The errors of network filters, in libvirt's codes and words.</summary>
static class FilterErrors
{
    public static VirtException NoName(string? name) =>
        new(ErrorCode.NoNwfilter, $"Network filter not found: no nwfilter with matching name '{name}'", ErrorDomain.Nwfilter) { Hint = "See which there are: virsh nwfilter-list." };

    public static VirtException NoUuid(Guid uuid) => new(ErrorCode.NoNwfilter, $"Network filter not found: no nwfilter with matching uuid '{uuid}'", ErrorDomain.Nwfilter);

    public static VirtException NoBinding(string port) =>
        new(ErrorCode.NoNwfilterBinding, $"Network filter binding not found: no nwfilter binding for port dev '{port}'", ErrorDomain.Nwfilter) { Hint = "See which there are: virsh nwfilter-binding-list." };

    public static VirtException Failed(string message) => new(ErrorCode.OperationFailed, $"operation failed: {message}", ErrorDomain.Nwfilter);

    public static VirtException InUse(string port) =>
        new(ErrorCode.OperationInvalid, "Requested operation is not valid: nwfilter is in use", ErrorDomain.Nwfilter) { Hint = $"The port '{port}' is behind it: see virsh nwfilter-binding-dumpxml {port}." };

    public static VirtException Internal(string message, string? hint = null) => new(ErrorCode.InternalError, $"internal error: {message}", ErrorDomain.Nwfilter) { Hint = hint };
}
