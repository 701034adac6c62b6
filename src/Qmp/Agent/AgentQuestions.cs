namespace Aerostat.Qmp;

// What the agent tells of its guest. All strings are the guest's own, and worth as much.

public sealed record GetHostName() : AgentCommand<AgentHostName>("guest-get-host-name");
public sealed record AgentHostName(string HostName);

public sealed record GetTimezone() : AgentCommand<AgentTimezone>("guest-get-timezone");
/// <param name="Offset">Seconds east of Greenwich.</param>
public sealed record AgentTimezone(int Offset, string? Zone = null);

public sealed record GetOsInfo() : AgentCommand<AgentOs>("guest-get-osinfo");
public sealed record AgentOs(
    string? Id = null, string? Name = null, string? PrettyName = null, string? Version = null, string? VersionId = null, string? Machine = null,
    string? Variant = null, string? VariantId = null, string? KernelRelease = null, string? KernelVersion = null);

public sealed record GetUsers() : AgentCommand<AgentUser[]>("guest-get-users");
/// <param name="LoginTime">Seconds since 1970.</param>
public sealed record AgentUser(string User, double LoginTime, string? Domain = null);

public sealed record GetFilesystems() : AgentCommand<AgentFilesystem[]>("guest-get-fsinfo");
public sealed record AgentFilesystem(string Name, string Mountpoint, string Type, AgentDiskAddress[] Disk, ulong? UsedBytes = null, ulong? TotalBytes = null);

public sealed record GetDisks() : AgentCommand<AgentDisk[]>("guest-get-disks");
/// <param name="Dependencies">Other disks that it is made of, or a part of.</param>
/// <param name="Alias">What the guest's administrator named it, such as a volume of LVM.</param>
public sealed record AgentDisk(string Name, bool Partition, string[]? Dependencies = null, AgentDiskAddress? Address = null, string? Alias = null);

/// <summary>Where the guest sees a disk.</summary>
public sealed record AgentDiskAddress(int Bus, int Target, int Unit, AgentPciAddress? PciController = null, string? BusType = null, string? Serial = null, string? Dev = null);
public sealed record AgentPciAddress(int Domain, int Bus, int Slot, int Function);

public sealed record GetInterfaces() : AgentCommand<AgentInterface[]>("guest-network-get-interfaces");
public sealed record AgentInterface(string Name, string? HardwareAddress = null, AgentIpAddress[]? IpAddresses = null);
/// <param name="IpAddressType">ipv4 or ipv6.</param>
public sealed record AgentIpAddress(string IpAddress, string IpAddressType, int Prefix);
