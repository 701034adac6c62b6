using System.Buffers.Binary;
using System.Globalization;
using Aerostat.Linux;

namespace Aerostat.Engine.HostDevices;

/// <summary>A function's place, as sysfs names it: <c>0000:00:1f.2</c>.</summary>
readonly record struct PciPlace(int Domain, int Bus, int Slot, int Function)
{
    public static PciPlace Parse(string name)
    {
        var parts = name.Split(':', '.');
        return new(Number(parts[0]), Number(parts[1]), Number(parts[2]), Number(parts[3]));
    }

    static int Number(string hex) => int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

/// <summary>What a function says of itself in its configuration space.</summary>
/// <remarks>Source: PCI Local Bus 3.0, 6.1 and 6.7; PCI Express Base, 7.5.3. Who is not root sees the first 64 bytes alone, and so no capability.</remarks>
readonly record struct PciConfiguration(bool IsBridge, PciExpress? Express)
{
    const int HeaderType = 0x0e, Status = 0x06, FirstCapability = 0x34, ExpressId = 0x10, HasCapabilities = 0x10;

    public static PciConfiguration Read(string path)
    {
        var bytes = new byte[256];
        try
        {
            using var file = Files.OpenRead(Path.Combine(path, "config"));
            var count = RandomAccess.Read(file, bytes, 0);
            // What hides its capability is told by the size of its space.
            var express = count < bytes.Length ? null : Find(bytes) ?? (RandomAccess.GetLength(file) > bytes.Length ? new PciExpress(null) : null);
            return new((bytes[HeaderType] & 0x7f) == 1, express);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    static PciExpress? Find(ReadOnlySpan<byte> bytes)
    {
        if ((bytes[Status] & HasCapabilities) == 0) return null;
        var at = bytes[FirstCapability] & ~3;
        // Each is at least four bytes long: a list of more is a ring.
        for (var i = 0; i < 64 && at is >= 0x40 and <= 0xec; i++, at = bytes[at + 1] & ~3)
            if (bytes[at] == ExpressId) return PciExpress.Read(bytes[at..]);
        return null;
    }
}

/// <param name="Link">Null: it sits in the chip that the link would lead to.</param>
readonly record struct PciExpress(PciLink? Link)
{
    public static PciExpress Read(ReadOnlySpan<byte> capability)
    {
        const int rootComplexEndpoint = 9, rootComplexEventCollector = 10;
        var type = capability[2] >> 4;
        if (type is rootComplexEndpoint or rootComplexEventCollector) return new(null);
        var able = BinaryPrimitives.ReadUInt32LittleEndian(capability[0x0c..]);
        var now = BinaryPrimitives.ReadUInt16LittleEndian(capability[0x12..]);
        return new(new PciLink((int)(able >> 24), (int)(able & 15), (int)(able >> 4 & 63), now & 15, now >> 4 & 63));
    }
}

/// <summary>Speeds are generations, widths are lanes.</summary>
readonly record struct PciLink(int Port, int MostSpeed, int MostWidth, int Speed, int Width);
