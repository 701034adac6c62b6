using System.Reflection;
using Aerostat.Protocol;

namespace Aerostat.Fuzz.Tests;

/// <summary>Every record of the protocol; the first two bytes say which. What was read is written, and read again as the same.</summary>
sealed class XdrTarget : PlainTarget
{
    delegate void Reading(ReadOnlySpan<byte> bytes);

    static readonly Reading[] Records =
    [
        .. from type in typeof(Procedure).Assembly.GetTypes()
           where type.IsValueType && !type.IsGenericTypeDefinition && type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IXdr<>))
           orderby type.FullName
           select typeof(XdrTarget).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).CreateDelegate<Reading>(),
    ];

    public override string Name => "xdr";

    protected override void Feed(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2) return;
        try
        {
            Records[(input[0] << 8 | input[1]) % Records.Length](input[2..]);
        }
        catch (XdrException) { /* documented */ }
    }

    static void Read<T>(ReadOnlySpan<byte> bytes) where T : struct, IXdr<T>
    {
        XdrReader reader = new(bytes);
        var read = T.Read(ref reader);
        XdrWriter writer = new(64);
        try
        {
            read.Write(ref writer);
            var once = writer.Written.ToArray();
            XdrReader again = new(once);
            XdrWriter second = new(64);
            T.Read(ref again).Write(ref second);
            if (!second.Written.SequenceEqual(once)) throw new InvalidOperationException($"{typeof(T).Name} is not read as it was written");
            second.Dispose();
        }
        finally
        {
            writer.Dispose();
        }
    }
}
