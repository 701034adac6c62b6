namespace Aerostat.Differential.Tests;

/// <summary>The documents that the refusals begin with.</summary>
static class Guests
{
    /// <summary>A domain x with one thing in it that is wrong.</summary>
    public static string Bad(
        string devices = "", string head = "<name>x</name>", string memory = "<memory unit='MiB'>32</memory>", string os = "<type arch='x86_64' machine='q35'>hvm</type>",
        string more = "", string type = "qemu", string vcpu = "<vcpu>1</vcpu>") =>
        $"<domain type='{type}'>\n  {head}\n  {memory}\n  {vcpu}\n  <os>{os}</os>\n  {more}\n  <devices>\n    {devices}\n  </devices>\n</domain>\n";

    /// <summary>One of those that must not notice.</summary>
    public static string Other(string name, string image) => Bad(
        $"""
        <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{image}'/><target dev='sda' bus='scsi'/></disk>
            <controller type='scsi' index='0' model='virtio-scsi'><address type='pci' domain='0' bus='0' slot='5' function='0'/></controller>
            <controller type='pci' index='1' model='pcie-root-port'/><controller type='pci' index='2' model='pcie-root-port'/><controller type='pci' index='3' model='pcie-root-port'/>
            <controller type='pci' index='4' model='pcie-root-port'/><controller type='pci' index='5' model='pcie-root-port'/><controller type='pci' index='6' model='pcie-root-port'/>
            <interface type='user'><mac address='52:54:00:00:00:{(name == "kept" ? "01" : "02")}'/><model type='virtio'/></interface>
            <memballoon model='virtio'/>
        """,
        $"<name>{name}</name><uuid>{(name == "kept" ? "00000000-0000-0000-0000-00000000000a" : "00000000-0000-0000-0000-00000000000b")}</uuid>",
        vcpu: "<vcpu current='1'>2</vcpu>");
}
