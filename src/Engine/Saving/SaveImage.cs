using System.Text;
using Aerostat.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Engine.Saving;

/// <summary>What stands before the memory in a file of libvirt's: the document of the guest, and what QEMU must be told besides.</summary>
/// <param name="Cookie">libvirt's own note, with the processor that the guest really has; null: none.</param>
sealed record SaveImage(SaveHeader Header, string Xml, string? Cookie)
{
    /// <summary>Room that is left for a longer document.</summary>
    const int Spare = 64 * 1024;

    /// <summary>No honest document is longer.</summary>
    const int Longest = 32 * 1024 * 1024;

    /// <summary>Where QEMU's stream begins.</summary>
    public long Memory => SaveHeader.Size + (long)Header.DataLength;

    public static SaveImage Of(string xml, string? cookie, bool wasRunning, SaveFormat format)
    {
        var document = Encoding.UTF8.GetByteCount(xml) + 1;
        var length = document + (cookie is null ? 0 : Encoding.UTF8.GetByteCount(cookie) + 1) + Spare;
        return new(new(false, (uint)length, wasRunning, format, cookie is null ? 0 : (uint)document), xml, cookie);
    }

    /// <exception cref="VirtException"><see cref="ErrorCode.OperationFailed"/>: it is no file of saved memory, or was never finished.</exception>
    public static SaveImage Read(SafeFileHandle file)
    {
        var header = SaveHeader.Read(First(file));
        var before = header.Cookie is 0 ? header.DataLength : header.Cookie;
        if (before > header.DataLength) throw Errors.Failed("invalid cookie offset in the header");
        var xml = Text(before, 0) ?? throw Errors.Failed("failed to read domain XML");
        return new(header, xml, header.Cookie is 0 ? null : Text(header.DataLength - before, before) ?? throw Errors.Failed("failed to read cookie"));

        string? Text(uint length, uint at)
        {
            // The length is the file's own word: no room is made for what is not there.
            if (length > Longest || RandomAccess.GetLength(file) < SaveHeader.Size + (long)at + length) return null;
            var bytes = new byte[length];
            if (ReadAll(file, bytes, SaveHeader.Size + (long)at) < bytes.Length) return null;
            var end = bytes.AsSpan().IndexOf((byte)0);
            return Encoding.UTF8.GetString(bytes.AsSpan(0, end < 0 ? bytes.Length : end));
        }
    }

    public static bool IsCut(SafeFileHandle file) => SaveHeader.IsCut(First(file));

    /// <summary>Header, document, cookie and room: all that comes before the memory.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationFailed"/>: longer than the room there is.</exception>
    public byte[] ToBytes()
    {
        var bytes = new byte[Memory];
        var (xml, cookie) = (Encoding.UTF8.GetBytes(Xml), Cookie is null ? [] : Encoding.UTF8.GetBytes(Cookie + "\0"));
        if (xml.Length + 1 + cookie.Length > Header.DataLength) throw Errors.Failed("new xml too large to fit in file");
        (Header with { Cookie = Cookie is null ? 0 : (uint)xml.Length + 1 }).ToBytes().CopyTo(bytes, 0);
        xml.CopyTo(bytes, SaveHeader.Size);
        cookie.CopyTo(bytes, SaveHeader.Size + xml.Length + 1);
        return bytes;
    }

    static byte[] First(SafeFileHandle file)
    {
        var bytes = new byte[SaveHeader.Size];
        try
        {
            return bytes[..ReadAll(file, bytes, 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // a folder, and what else has no bytes
        }
    }

    static int ReadAll(SafeFileHandle file, byte[] into, long at)
    {
        var done = 0;
        while (done < into.Length && RandomAccess.Read(file, into.AsSpan(done), at + done) is > 0 and var count) done += count;
        return done;
    }
}
