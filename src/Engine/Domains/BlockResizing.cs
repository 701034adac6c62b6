using Aerostat.Model;
using Aerostat.Qemu;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>Source: <c>virDomainBlockResizeFlags</c>.</summary>
[Flags]
public enum BlockResizeFlags { None = 0, Bytes = 1 }

public sealed partial class Domain
{
    /// <summary>qcow2 counts in sectors.</summary>
    const ulong Sector = 512;

    /// <summary>Changes how large a disk of the running guest is; what is cut off is lost.</summary>
    /// <param name="disk">Its target, or the path of its image.</param>
    /// <remarks>Source: libvirt <c>virDomainBlockResize</c>; QAPI <c>block_resize</c>.</remarks>
    public Task ResizeBlockAsync(string disk, Bytes size, CancellationToken cancel) => turns.TakeAsync("block-resize", async turn =>
    {
        var live = Live();
        var disks = turn.State.Running!.Live.Devices.Disks;
        var found = disks.FirstOrDefault(one => one.Target == disk) ?? disks.FirstOrDefault(one => one.Source?.Path == disk)
            ?? throw Errors.Argument($"disk '{disk}' was not found in the domain config");
        if (found.Type is DiskType.VhostUser) throw Errors.Unsupported($"block resize is not supported for vhostuser disk");
        if (found.IsEmpty || found.ReadOnly || found.Kind is DiskDevice.Cdrom) throw Errors.Unsupported($"can't resize empty or readonly disk '{disk}'");
        var rounded = found.Driver?.Format is StorageFormat.Qcow2 or StorageFormat.Qed ? (size.Value + Sector - 1) / Sector * Sector : size.Value;
        await live.AskAsync(new ResizeBlock(found.TopNode!, rounded));
    }, cancel);
}
