using System.Text;
using Aerostat.Model;

namespace Aerostat.Engine.Storage;

/// <summary>Which types of pools are kept here, and what images they may hold: <c>virsh pool-capabilities</c>.</summary>
/// <remarks>Source: libvirt <c>virConnectGetStoragePoolCapabilities</c>.</remarks>
public static class PoolCapabilities
{
    static readonly string[] Types =
        ["dir", "fs", "netfs", "logical", "disk", "iscsi", "iscsi-direct", "scsi", "mpath", "rbd", "sheepdog", "gluster", "zfs", "vstorage"];

    public static string Xml { get; } = Write();

    static string Write()
    {
        StringBuilder text = new("<storagepoolCapabilities>\n");
        foreach (var type in Types)
        {
            text.Append($"  <pool type='{type}' supported='{(type == "dir" ? "yes" : "no")}'>\n");
            if (type == "dir")
            {
                text.Append("    <volOptions>\n      <defaultFormat type='raw'/>\n      <enum name='targetFormatType'>\n");
                foreach (var format in VolumeFormats.Made) text.Append($"        <value>{VolumeFormats.Word(format)}</value>\n");
                text.Append("      </enum>\n    </volOptions>\n");
            }
            text.Append("  </pool>\n");
        }
        return text.Append("</storagepoolCapabilities>\n").ToString();
    }
}
