using System.Buffers;
using System.Text;

namespace Aerostat.Linux;

/// <summary>Small files that the kernel makes up as they are read.</summary>
public static class ProcFile
{
    /// <summary>More than any such file has; what claims to be longer is cut.</summary>
    const int Most = 1 << 20;

    /// <summary>Null: it is not there, or its process is gone, or it has nothing to tell.</summary>
    public static string? TryRead(string path)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            using var file = Libc.Open(path, Libc.O_RDONLY);
            var length = 0;
            while (true)
            {
                var count = RandomAccess.Read(file, buffer.AsSpan(length), length);
                length += count;
                if (count == 0 || length >= Most) return Encoding.UTF8.GetString(buffer, 0, length);
                if (length == buffer.Length) buffer = Grown(buffer);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>As <see cref="TryRead"/>, without the line's end.</summary>
    public static string? TryReadLine(string path) => TryRead(path)?.TrimEnd('\n', ' ', '\0');

    /// <summary>Null also where it is not a number.</summary>
    public static long? TryReadNumber(string path) => long.TryParse(TryReadLine(path), out var value) ? value : null;

    /// <summary>Gives the kernel an order in one write, as its files want it.</summary>
    public static void Write(string path, string text)
    {
        using var file = Libc.Open(path, Libc.O_WRONLY);
        Files.Write(file, Encoding.UTF8.GetBytes(text), $"{path}, {text}");
    }

    static byte[] Grown(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
