using System.Runtime.InteropServices;

namespace Aerostat.Linux;

/// <summary>What a path or a descriptor leads to.</summary>
/// <remarks>Source: <c>statx(2)</c>: one layout on every architecture, which stat(2) has not.</remarks>
public sealed partial record FileStatus(
    FileKind Kind, uint Mode, uint Links, uint User, uint Group, ulong Device, ulong Inode, ulong Size, ulong Blocks, ulong DeviceNumber, DateTimeOffset Modified)
{
    /// <summary>Last read, last written, and last changed in any way: seconds since 1970, and nanoseconds.</summary>
    public ((long Seconds, uint Nanoseconds) Accessed, (long Seconds, uint Nanoseconds) Written, (long Seconds, uint Nanoseconds) Changed) Times { get; private init; }

    /// <summary>Names the file for as long as it exists.</summary>
    public (ulong Device, ulong Inode) Identity => (Device, Inode);

    /// <summary>What it takes on the disk.</summary>
    public ulong AllocatedBytes => Blocks * 512;

    /// <summary>Of a device file.</summary>
    public (uint Major, uint Minor) DeviceId => ((uint)(DeviceNumber >> 32), (uint)DeviceNumber);

    /// <summary>Of the path itself; a symbolic link is not followed unless asked for.</summary>
    public static FileStatus Of(string path, bool follow = false) => TryOf(path, follow) ?? throw LinuxException.Last($"statx({path})");

    /// <summary>Null: it is not there, or cannot be reached.</summary>
    public static FileStatus? TryOf(string path, bool follow = false)
    {
        var status = new byte[256];
        return statx(Libc.AT_FDCWD, path, follow ? 0 : Libc.AT_SYMLINK_NOFOLLOW, BasicStats, status) == 0 ? From(status) : null;
    }

    public static FileStatus Of(SafeHandle handle)
    {
        var status = new byte[256];
        return statxOf(handle, "", Libc.AT_EMPTY_PATH, BasicStats, status) == 0 ? From(status) : throw LinuxException.Last("statx");
    }

    const uint BasicStats = 0x7ff;

    static FileStatus From(byte[] s)
    {
        var mode = BitConverter.ToUInt16(s, 28);
        return new(
            (FileKind)(mode & 0xf000), mode & 0xfffu, BitConverter.ToUInt32(s, 16), BitConverter.ToUInt32(s, 20), BitConverter.ToUInt32(s, 24),
            Pair(136), BitConverter.ToUInt64(s, 32), BitConverter.ToUInt64(s, 40), BitConverter.ToUInt64(s, 48), Pair(128),
            DateTimeOffset.FromUnixTimeSeconds(BitConverter.ToInt64(s, 112)).AddTicks(BitConverter.ToUInt32(s, 120) / 100))
        {
            Times = (Time(64), Time(112), Time(96)),
        };

        (long, uint) Time(int at) => (BitConverter.ToInt64(s, at), BitConverter.ToUInt32(s, at + 8));

        ulong Pair(int at) => (ulong)BitConverter.ToUInt32(s, at) << 32 | BitConverter.ToUInt32(s, at + 4);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, [Out] byte[] status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statxOf(SafeHandle file, string path, int flags, uint mask, [Out] byte[] status);
}

/// <summary>The type bits of st_mode.</summary>
public enum FileKind
{
    Fifo = 0x1000,
    CharacterDevice = 0x2000,
    Folder = 0x4000,
    BlockDevice = 0x6000,
    Regular = 0x8000,
    Link = 0xa000,
    Socket = 0xc000,
}
