namespace Aerostat.Qmp;

/// <summary>Cuts a stream of bytes into lines, of a bounded length.</summary>
sealed class LineBuffer(int limit)
{
    byte[] bytes = new byte[16 * 1024];
    int start, searched, end;

    /// <summary>Where the next bytes go.</summary>
    /// <exception cref="InvalidDataException">A line is longer than the limit.</exception>
    public Memory<byte> Room()
    {
        if (start > 0)
        {
            bytes.AsSpan(start, end - start).CopyTo(bytes);
            (searched, end, start) = (searched - start, end - start, 0);
        }
        if (end == bytes.Length)
        {
            if (bytes.Length >= limit) throw new InvalidDataException($"a message of more than {limit} bytes");
            Array.Resize(ref bytes, Math.Min(bytes.Length * 2, limit));
        }
        return bytes.AsMemory(end);
    }

    public void Added(int count) => end += count;

    /// <summary>Lets an unfinished line go that is longer than this: all before its last mark, or all of it where that leaves too much.</summary>
    public void Shorten(byte mark, int most)
    {
        if (end - start <= most) return;
        var last = bytes.AsSpan(start, end - start).LastIndexOf(mark);
        start = last >= 0 && end - start - last <= most ? start + last : end;
        searched = end;
    }

    /// <summary>The next whole line without its end; valid until <see cref="Room"/> is asked for.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> line)
    {
        var at = bytes.AsSpan(searched, end - searched).IndexOf((byte)'\n');
        if (at < 0)
        {
            searched = end;
            line = default;
            return false;
        }
        line = bytes.AsMemory(start, searched + at - start);
        start = searched = searched + at + 1;
        return true;
    }
}
