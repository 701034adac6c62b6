namespace Aerostat.Protocol;

/// <summary>Writes whole messages: length, header, body.</summary>
public static class Frame
{
    /// <summary>Begins a message; <see cref="End"/> with what this returned fills in its length.</summary>
    public static int Begin(ref XdrWriter writer, in Header header)
    {
        var start = writer.Length;
        writer.UInt(0);
        header.Write(ref writer);
        return start;
    }

    public static void End(ref XdrWriter writer, int start) => writer.Patch(start, (uint)(writer.Length - start));

    public static void Write<T>(ref XdrWriter writer, in Header header, in T body) where T : struct, IXdr<T>
    {
        var start = Begin(ref writer, header);
        body.Write(ref writer);
        End(ref writer, start);
    }

    /// <summary>A message whose body begins with the number of descriptors that follow it.</summary>
    public static void Write<T>(ref XdrWriter writer, in Header header, in T body, int descriptors) where T : struct, IXdr<T>
    {
        var start = Begin(ref writer, header);
        writer.Int(descriptors);
        body.Write(ref writer);
        End(ref writer, start);
    }

    /// <summary>A packet of a stream. No bytes with <see cref="MessageStatus.Continue"/> say: no more data.</summary>
    public static void Write(ref XdrWriter writer, in Header header, ReadOnlySpan<byte> data)
    {
        var start = Begin(ref writer, header);
        writer.Raw(data);
        End(ref writer, start);
    }
}
