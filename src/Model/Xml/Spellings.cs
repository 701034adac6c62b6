namespace Aerostat.Model;

/// <summary>The words that the rule of <see cref="Spelling{T}"/> does not give.</summary>
static class Spellings
{
    public static string? Irregular(Type type, string name) => Words.TryGetValue(name, out var word) ? word : OfType.GetValueOrDefault((type, name));

    /// <summary>Names that are the same word wherever they stand.</summary>
    static readonly Dictionary<string, string> Words = new()
    {
        ["BusLogic"] = "buslogic",
        ["LsiLogic"] = "lsilogic",
        ["LsiSas1068"] = "lsisas1068",
        ["LsiSas1078"] = "lsisas1078",
        ["VmPvScsi"] = "vmpvscsi",
        ["IbmVscsi"] = "ibmvscsi",
        ["ScsiHost"] = "scsi_host",
        ["IoUring"] = "io_uring",
        ["VhostUser"] = "vhostuser",
    };

    static readonly Dictionary<(Type, string), string> OfType = new()
    {
        [(typeof(TpmVersion), nameof(TpmVersion.V12))] = "1.2",
        [(typeof(TpmVersion), nameof(TpmVersion.V20))] = "2.0",
        [(typeof(GicVersion), nameof(GicVersion.V2))] = "2",
        [(typeof(GicVersion), nameof(GicVersion.V3))] = "3",
        [(typeof(GicVersion), nameof(GicVersion.V4))] = "4",
        [(typeof(VirtualPortType), nameof(VirtualPortType.Qbg))] = "802.1Qbg",
        [(typeof(VirtualPortType), nameof(VirtualPortType.Qbh))] = "802.1Qbh",
        [(typeof(LaunchSecurityType), nameof(LaunchSecurityType.S390Pv))] = "s390-pv",
    };
}
