namespace Aerostat.Protocol;

/// <summary>From a procedure's name to the public function's, as errors print it: <c>DomainGetXmlDesc</c> is <c>virDomainGetXMLDesc</c>.</summary>
static class ApiName
{
    static readonly (string Ours, string Theirs)[] spellings =
    [
        ("Xml", "XML"), ("Uuid", "UUID"), ("Uri", "URI"), ("ById", "ByID"), ("OsType", "OSType"), ("Cpu", "CPU"), ("Nmi", "NMI"),
        ("NwFilter", "NWFilter"), ("Dhcp", "DHCP"), ("FsInfo", "FSInfo"), ("GraphicsFd", "GraphicsFD"), ("EventCallback", "Event"),
        ("DomainFs", "DomainFS"), ("SshKeys", "SSHKeys"), ("IoThread", "IOThread"), ("ByMac", "ByMAC"), ("DomainPm", "DomainPM"), ("Sev", "SEV"),
    ];

    public static string Of(uint program, string name)
    {
        foreach (var (ours, theirs) in spellings) name = name.Replace(ours, theirs, StringComparison.Ordinal);
        return "vir" + (program == QemuProgram.Program ? name.Replace("Domain", "DomainQemu", StringComparison.Ordinal) : name);
    }
}
