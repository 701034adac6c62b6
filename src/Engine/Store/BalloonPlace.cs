using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aerostat.Engine.Domains;
using Aerostat.Linux;

namespace Aerostat.Engine.Store;

/// <summary>The two figures of the balloon in a status file, which are written over where they stand.</summary>
/// <remarks>
/// They change again and again, and alone; the file has tens of kilobytes, and to rename it costs a flush on a disk. In the file's first
/// page, one write is whole or not at all for whoever reads after a <c>kill -9</c>: the kernel looks for signals between pages only
/// (<c>generic_perform_write</c>), and running state is not to outlive the host.
/// </remarks>
static class BalloonPlace
{
    /// <summary>As wide as the greatest number; blanks before it are nothing to JSON.</summary>
    const int Width = 20;

    /// <summary>Format and boot stand before, no more.</summary>
    const int Beginning = 256;

    static ReadOnlySpan<byte> First => "\"balloon-target\": "u8;
    static ReadOnlySpan<byte> Second => ",\n  \"balloon-order\": "u8;
    static ReadOnlySpan<byte> After => ",\n"u8;

    /// <summary>Whether nothing else of the running guest differs.</summary>
    public static bool IsAll(DomainState before, DomainState next) =>
        before.Phase == next.Phase && before.Name == next.Name && before.Running is { } was && next.Running is { } now
        && was with { BalloonTarget = now.BalloonTarget, BalloonOrder = now.BalloonOrder } == now;

    /// <returns>False: the file is not there, or none that this daemon wrote.</returns>
    public static bool TryWrite(string path, RunState running)
    {
        try
        {
            using var file = Files.OpenOwn(path);
            Span<byte> beginning = stackalloc byte[Beginning];
            beginning = beginning[..RandomAccess.Read(file, beginning, 0)];
            var at = beginning.IndexOf(First);
            var second = at + First.Length + Width;
            var end = second + Second.Length + Width;
            if (at < 0 || end > beginning.Length || !beginning[second..].StartsWith(Second) || !beginning[end..].StartsWith(After)) return false;
            Format(running.BalloonTarget?.Value, beginning[(at + First.Length)..][..Width]);
            Format(running.BalloonOrder?.Value, beginning[(second + Second.Length)..][..Width]);
            RandomAccess.Write(file, beginning[at..end], at);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException)
        {
            return false;
        }
    }

    static void Format(ulong? figure, Span<byte> place)
    {
        Span<byte> digits = stackalloc byte[Width];
        if (figure is not { } number) "null"u8.CopyTo(digits = digits[..4]);
        else if (Utf8Formatter.TryFormat(number, digits, out var count)) digits = digits[..count];
        place.Fill((byte)' ');
        digits.CopyTo(place[(Width - digits.Length)..]);
    }

    /// <summary>A number, or none, of one width.</summary>
    public sealed class Figure : JsonConverter<ulong?>
    {
        public override bool HandleNull => true;

        public override ulong? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is JsonTokenType.Null ? null : reader.GetUInt64();

        public override void Write(Utf8JsonWriter writer, ulong? value, JsonSerializerOptions options)
        {
            Span<byte> place = stackalloc byte[Width];
            Format(value, place);
            writer.WriteRawValue(place, skipInputValidation: true);
        }
    }
}
