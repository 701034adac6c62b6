using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Server;

/// <summary>Whether a connection that may only read may make a call.</summary>
/// <remarks>
/// The protocol's access rules tell what reads; where only a flag asks for more, it is refused only with that flag. They are not the whole
/// check: libvirtd refuses some too whose rule says read, and lets <see cref="Remote.ConnectBaselineHypervisorCpu"/>, whose rule says write.
/// </remarks>
sealed class ReadOnlyRule
{
    static readonly Procedure[] RefusedAnyhow = [Remote.DomainSetSchedulerParameters, Remote.NodeGetSevInfo, Remote.DomainGetLaunchSecurityInfo, Remote.NodeDeviceGetAutostart];

    readonly Procedure procedure;
    readonly bool writes;

    /// <summary>Whatever its arguments are, unless a flag asks for what is secret.</summary>
    public bool OnlyReads => !writes;

    /// <summary>What makes it more than a read: the third part of <c>domain:read_secure:VIR_DOMAIN_XML_SECURE</c>.</summary>
    readonly string[] conditions;

    public ReadOnlyRule(Procedure procedure)
    {
        string[][] rights = [.. procedure.Access.Split(' ').Select(rule => rule.Split(':', 3)).Where(right => !Reads(right))];
        writes = RefusedAnyhow.Contains(procedure) || procedure != Remote.ConnectBaselineHypervisorCpu && rights.Any(right => right.Length == 2);
        conditions = [.. rights.Where(right => right.Length == 3).Select(right => right[2])];
        this.procedure = procedure;
    }

    /// <exception cref="VirtException"><see cref="ErrorCode.OperationDenied"/>.</exception>
    public void Check<TArgs>(in TArgs args) where TArgs : struct
    {
        if (writes) throw Denied("");
        foreach (var condition in conditions)
            if (IsMet(condition, args)) throw Denied(condition.EndsWith("XML_SECURE", StringComparison.Ordinal) ? " with secure flag" : "");
    }

    static bool Reads(string[] right) =>
        right is ["none"] or [_, "read" or "getattr", ..] || right[1].StartsWith("search_", StringComparison.Ordinal);

    static bool IsMet<TArgs>(string condition, in TArgs args) where TArgs : struct => condition switch
    {
        "VIR_DOMAIN_XML_SECURE" or "VIR_DOMAIN_SAVE_IMAGE_XML_SECURE" or "VIR_DOMAIN_SNAPSHOT_XML_SECURE" or "VIR_DOMAIN_CHECKPOINT_XML_SECURE" => HasFlag(args, 1),
        "VIR_DOMAIN_XML_MIGRATABLE" or "VIR_DOMAIN_VCPU_GUEST" => HasFlag(args, 8),
        ":source:VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT" => args is DomainInterfaceAddressesArgs { Source: 1 },
        _ => true, // rather refused than let through
    };

    static bool HasFlag<TArgs>(in TArgs args, uint flag) where TArgs : struct => args is IFlagged { Flags: var flags } && (flags & flag) != 0;

    VirtException Denied(string manner) => new(ErrorCode.OperationDenied, $"read only access prevents {procedure.Api}{manner}",
        DispatchErrors.DomainOf(procedure) is var domain and not ErrorDomain.None ? domain : ErrorDomain.Domain);
}
