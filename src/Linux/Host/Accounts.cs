using System.Globalization;
using System.Runtime.InteropServices;
using Aerostat.Values;

namespace Aerostat.Linux;

/// <summary>A user: number, first group, and all groups.</summary>
public sealed record Account(uint Uid, uint Gid, ValueList<uint> Groups);

/// <summary>Users and groups by name, from wherever the host keeps them. A number, also as <c>+1000</c>, stands for itself.</summary>
/// <remarks>Source: <c>getpwnam_r(3)</c>, <c>getgrnam_r(3)</c>, <c>getgrouplist(3)</c>. Both records begin with two pointers; then come the numbers.</remarks>
public static partial class Accounts
{
    const int NumbersAt = 16;

    /// <summary>Null: nobody has that name.</summary>
    public static Account? TryUser(string name)
    {
        var record = new byte[64];
        var texts = new byte[16 * 1024];
        nint found;
        if (TryNumber(name) is { } uid)
        {
            if (getpwuid_r(uid, record, texts, (nuint)texts.Length, out found) != 0 || found == 0) return new(uid, uid, [uid]);
            name = System.Text.Encoding.UTF8.GetString(texts, 0, Array.IndexOf(texts, (byte)0)); // the first text is the name
        }
        else if (getpwnam_r(name, record, texts, (nuint)texts.Length, out found) != 0 || found == 0) return null;
        var gid = BitConverter.ToUInt32(record, NumbersAt + sizeof(uint));
        return new(BitConverter.ToUInt32(record, NumbersAt), gid, GroupsOf(name, gid));
    }

    /// <summary>Null: no group has that name.</summary>
    public static uint? TryGroup(string name)
    {
        if (TryNumber(name) is { } gid) return gid;
        var record = new byte[64];
        return getgrnam_r(name, record, new byte[64 * 1024], 64 * 1024, out var found) == 0 && found != 0 ? BitConverter.ToUInt32(record, NumbersAt) : null;
    }

    static uint? TryNumber(string name) =>
        uint.TryParse(name.AsSpan().TrimStart('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    static ValueList<uint> GroupsOf(string name, uint gid)
    {
        var groups = new uint[256];
        var count = groups.Length;
        return getgrouplist(name, gid, groups, ref count) < 0 ? [gid] : ValueList.Create(groups.AsSpan(0, count));
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int getpwnam_r(string name, [Out] byte[] record, [Out] byte[] texts, nuint room, out nint found);

    [LibraryImport("libc")]
    private static partial int getpwuid_r(uint uid, [Out] byte[] record, [Out] byte[] texts, nuint room, out nint found);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int getgrnam_r(string name, [Out] byte[] record, [Out] byte[] texts, nuint room, out nint found);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int getgrouplist(string name, uint gid, [Out] uint[] groups, ref int count);
}
