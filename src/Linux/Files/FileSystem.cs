using System.Runtime.InteropServices;
using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>The file system that a path lies on.</summary>
/// <param name="Kind">Its magic number.</param>
/// <param name="Total">Of all of it.</param>
/// <param name="Free">With what is kept for root.</param>
/// <param name="Available">To anybody.</param>
/// <remarks>Source: <c>statfs(2)</c>; one layout on x86_64 and aarch64. May wait for a server that is gone: never on a thread of the pool.</remarks>
public sealed partial record FileSystem(ulong Kind, Bytes Total, Bytes Free, Bytes Available)
{
    // linux/magic.h, and those of the network file systems that keep theirs to themselves.
    const ulong Nfs = 0x6969, Smb2 = 0xfe534d42, Cifs = 0xff534d42, Ceph = 0x00c36400, Gfs2 = 0x01161970, Ocfs2 = 0x7461636f, Afs = 0x5346414f, Gpfs = 0x47504653;

    /// <summary>Other hosts see it too, and root may be nobody there.</summary>
    public bool IsShared => Kind is Nfs or Smb2 or Cifs or Ceph or Gfs2 or Ocfs2 or Afs or Gpfs;

    public static FileSystem Of(string path)
    {
        var record = new byte[120];
        if (statfs(path, record) != 0) throw LinuxException.Last($"statfs({path})");
        var block = At(1);
        return new(At(0), new(At(2) * block), new(At(3) * block), new(At(4) * block));

        ulong At(int word) => BitConverter.ToUInt64(record, word * sizeof(ulong));
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statfs(string path, [Out] byte[] record);
}
