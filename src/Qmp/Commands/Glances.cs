using System.Text.Json;

namespace Aerostat.Qmp;

/// <summary>What a guest tells of its memory, asked again and again.</summary>
/// <param name="path">The balloon in QEMU's tree.</param>
public sealed class GuestStatsGlance(string path) : Glance(Words(new QueryGuestStats(path)))
{
    volatile GuestStats? told;

    /// <summary>What came last; null: nothing has.</summary>
    public GuestStats? Told => told;

    /// <remarks>A figure that is no number is one that is not known.</remarks>
    protected override void Read(ref Utf8JsonReader answer)
    {
        if (answer.TokenType is not JsonTokenType.StartObject)
        {
            answer.Skip();
            return;
        }
        GuestStatValues values = new(Unknown, Unknown, Unknown, Unknown, Unknown, Unknown, Unknown, Unknown, Unknown, Unknown);
        long updated = 0;
        var outside = answer.CurrentDepth;
        while (Next(ref answer, outside))
        {
            if (answer.ValueTextEquals("stats"u8))
            {
                answer.Read();
                if (answer.TokenType is JsonTokenType.StartObject) values = Values(ref answer);
                else answer.Skip();
            }
            else if (answer.ValueTextEquals("last-update"u8))
            {
                answer.Read();
                if (answer.TokenType is not JsonTokenType.Number || !answer.TryGetInt64(out updated)) answer.Skip();
            }
            else
            {
                answer.Skip();
            }
        }
        told = new(values, updated);
    }

    const ulong Unknown = ulong.MaxValue;

    static GuestStatValues Values(ref Utf8JsonReader answer)
    {
        Span<ulong?> found = stackalloc ulong?[14];
        found.Clear();
        var outside = answer.CurrentDepth;
        while (Next(ref answer, outside))
        {
            var place = PlaceOf(ref answer);
            answer.Read();
            if (place >= 0 && answer.TokenType is JsonTokenType.Number && answer.TryGetUInt64(out var value)) found[place] = value;
            else answer.Skip();
        }
        return new(found[0] ?? Unknown, found[1] ?? Unknown, found[2] ?? Unknown, found[3] ?? Unknown, found[4] ?? Unknown, found[5] ?? Unknown, found[6] ?? Unknown,
            found[7] ?? Unknown, found[8] ?? Unknown, found[9] ?? Unknown, found[10], found[11], found[12], found[13]);
    }

    /// <returns>Which of the figures it is; -1: none of ours.</returns>
    static int PlaceOf(ref Utf8JsonReader at) =>
        at.ValueTextEquals("stat-swap-in"u8) ? 0
        : at.ValueTextEquals("stat-swap-out"u8) ? 1
        : at.ValueTextEquals("stat-major-faults"u8) ? 2
        : at.ValueTextEquals("stat-minor-faults"u8) ? 3
        : at.ValueTextEquals("stat-free-memory"u8) ? 4
        : at.ValueTextEquals("stat-total-memory"u8) ? 5
        : at.ValueTextEquals("stat-available-memory"u8) ? 6
        : at.ValueTextEquals("stat-disk-caches"u8) ? 7
        : at.ValueTextEquals("stat-htlb-pgalloc"u8) ? 8
        : at.ValueTextEquals("stat-htlb-pgfail"u8) ? 9
        : at.ValueTextEquals("stat-oom-kills"u8) ? 10
        : at.ValueTextEquals("stat-alloc-stalls"u8) ? 11
        : at.ValueTextEquals("stat-async-scans"u8) ? 12
        : at.ValueTextEquals("stat-direct-scans"u8) ? 13 : -1;
}

/// <summary>What a guest has read from all its disks, asked again and again.</summary>
public sealed class DiskReadsGlance() : Glance(Words(new QueryBlockstats()))
{
    long told = -1;

    /// <summary>Bytes since it started; null: not known yet.</summary>
    public ulong? Told => Volatile.Read(ref told) is >= 0 and var bytes ? (ulong)bytes : null;

    protected override void Read(ref Utf8JsonReader answer)
    {
        if (answer.TokenType is not JsonTokenType.StartArray)
        {
            answer.Skip();
            return;
        }
        ulong sum = 0;
        var outside = answer.CurrentDepth;
        while (Next(ref answer, outside))
        {
            // A device's own figures: those of what lies below it stand deeper.
            if (answer.TokenType is JsonTokenType.StartObject) sum += OfDevice(ref answer);
            else answer.Skip();
        }
        Volatile.Write(ref told, (long)Math.Min(sum, long.MaxValue));
    }

    static ulong OfDevice(ref Utf8JsonReader answer)
    {
        ulong read = 0;
        var outside = answer.CurrentDepth;
        while (Next(ref answer, outside))
        {
            var isStats = answer.ValueTextEquals("stats"u8);
            answer.Read();
            if (isStats && answer.TokenType is JsonTokenType.StartObject) read = OfStats(ref answer);
            else answer.Skip();
        }
        return read;
    }

    static ulong OfStats(ref Utf8JsonReader answer)
    {
        ulong read = 0;
        var outside = answer.CurrentDepth;
        while (Next(ref answer, outside))
        {
            var isRead = answer.ValueTextEquals("rd_bytes"u8);
            answer.Read();
            if (!isRead || answer.TokenType is not JsonTokenType.Number || !answer.TryGetUInt64(out read)) answer.Skip();
        }
        return read;
    }
}
