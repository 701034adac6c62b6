using Aerostat.Linux;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Server;

/// <summary>What goes wrong before a handler is reached, and how any failure becomes an error of the wire.</summary>
static class DispatchErrors
{
    public static VirtException NoProgram(in Header call) => Rpc($"Cannot find program {call.Program} version {call.Version}");
    public static VirtException NoProcedure(int number) => Rpc($"unknown procedure: {number}");
    public static VirtException BadStatus() => Rpc("Unexpected message status");
    public static VirtException Undecodable(Exception cause) => Rpc("Unable to decode message payload", cause);
    public static VirtException Unencodable(Exception cause) => Rpc("Unable to encode message payload", cause);
    public static VirtException NotOpen() => new(ErrorCode.InternalError, "hypervisor connection not open", ErrorDomain.Rpc);
    public static VirtException AlreadyOpen() => new(ErrorCode.InternalError, "connection already open", ErrorDomain.Rpc);
    public static VirtException NoDescriptor(int slot) => new(ErrorCode.InternalError, $"No FD available at slot {slot}", ErrorDomain.Rpc);

    /// <summary>Null: an unexpected one, whose text is nobody's business but the log's.</summary>
    public static VirtException? Known(Exception error) => error switch
    {
        VirtException known => known,
        LinuxException failed => new(ErrorCode.SystemError, failed.Message),
        OperationCanceledException => new(ErrorCode.OperationAborted, "the wait was ended"),
        _ => null,
    };

    /// <summary>The part of libvirt that a procedure belongs to, by the object of its first access rule.</summary>
    public static ErrorDomain DomainOf(Procedure procedure) => procedure.Access.AsSpan(0, Math.Max(procedure.Access.IndexOf(':'), 0)) switch
    {
        "domain" => ErrorDomain.Domain,
        "network" or "network_port" => ErrorDomain.Network,
        "storage_pool" or "storage_vol" => ErrorDomain.Storage,
        "node_device" => ErrorDomain.Nodedev,
        "interface" => ErrorDomain.Interface,
        "secret" => ErrorDomain.Secret,
        "nwfilter" or "nwfilter_binding" => ErrorDomain.Nwfilter,
        _ => ErrorDomain.None,
    };

    static VirtException Rpc(string message, Exception? cause = null) => new(ErrorCode.Rpc, message, ErrorDomain.Rpc, cause);
}
