using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aerostat.Values;

/// <summary>A set of processors (or NUMA nodes) by number; immutable, equal by content.</summary>
[CollectionBuilder(typeof(CpuSet), nameof(Of))]
public readonly struct CpuSet : IEnumerable<int>, IEquatable<CpuSet>
{
    /// <summary>Numbers from here on are refused: no host has so many.</summary>
    public const int Limit = 16384;

    readonly ulong[]? words;

    CpuSet(ulong[] words)
    {
        var length = words.Length;
        while (length > 0 && words[length - 1] == 0) length--;
        this.words = length == words.Length ? words : words[..length];
    }

    ReadOnlySpan<ulong> Words => words;

    public static CpuSet Of(ReadOnlySpan<int> cpus)
    {
        var max = -1;
        foreach (var cpu in cpus) max = Math.Max(max, cpu);
        var words = new ulong[(max + 64) / 64];
        foreach (var cpu in cpus) words[cpu / 64] |= 1UL << (cpu % 64);
        return new(words);
    }

    public static CpuSet Of(IEnumerable<int> cpus) => Of(cpus.ToArray());

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public static CpuSet First(int count) => Of(Enumerable.Range(0, count));

    public bool IsEmpty => Words.Length == 0;
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in Words) count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>The highest number, or -1.</summary>
    public int Max => Words.Length == 0 ? -1 : Words.Length * 64 - 1 - BitOperations.LeadingZeroCount(Words[^1]);

    public bool Contains(int cpu) => cpu >= 0 && cpu / 64 < Words.Length && (Words[cpu / 64] >> (cpu % 64) & 1) == 1;

    public static CpuSet operator &(CpuSet a, CpuSet b) => Of(a.Where(b.Contains));
    public static CpuSet operator |(CpuSet a, CpuSet b) => Of(a.Concat(b));
    public static CpuSet operator -(CpuSet a, CpuSet b) => Of(a.Where(cpu => !b.Contains(cpu)));

    /// <summary>Reads libvirt's and the kernel's form: <c>0-3,^2,8</c>.</summary>
    public static bool TryParse(string? text, out CpuSet set)
    {
        set = default;
        SortedSet<int> cpus = [];
        foreach (var raw in (text ?? "").Split(','))
        {
            var part = raw.Trim();
            if (part.Length == 0) return false;
            if (part[0] == '^')
            {
                if (!Number(part[1..], out var without)) return false;
                cpus.Remove(without);
                continue;
            }
            var dash = part.IndexOf('-');
            if (dash < 0)
            {
                if (!Number(part, out var cpu)) return false;
                cpus.Add(cpu);
                continue;
            }
            if (!Number(part[..dash], out var from) || !Number(part[(dash + 1)..], out var to) || to < from) return false;
            for (var cpu = from; cpu <= to; cpu++) cpus.Add(cpu);
        }
        set = Of(cpus);
        return true;

        static bool Number(string text, out int value) =>
            int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out value) && value < Limit;
    }

    public static CpuSet Parse(string text) => TryParse(text, out var set) ? set : throw new FormatException($"not a list of processors: '{text}'");

    /// <summary>From libvirt's wire form: little-endian bits, any length.</summary>
    public static CpuSet FromMap(ReadOnlySpan<byte> map)
    {
        var words = new ulong[(map.Length + 7) / 8];
        for (var i = 0; i < map.Length; i++) words[i / 8] |= (ulong)map[i] << (8 * (i % 8));
        return new(words);
    }

    /// <summary>To libvirt's wire form, cut or filled to <paramref name="length"/> bytes.</summary>
    public byte[] ToMap(int length)
    {
        var map = new byte[length];
        for (var i = 0; i < length && i / 8 < Words.Length; i++) map[i] = (byte)(Words[i / 8] >> (8 * (i % 8)));
        return map;
    }

    public IEnumerator<int> GetEnumerator()
    {
        for (var cpu = 0; cpu <= Max; cpu++) if (Contains(cpu)) yield return cpu;
    }
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(CpuSet other) => Words.SequenceEqual(other.Words);
    public override bool Equals(object? obj) => obj is CpuSet other && Equals(other);
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (var word in Words) hash.Add(word);
        return hash.ToHashCode();
    }
    public static bool operator ==(CpuSet a, CpuSet b) => a.Equals(b);
    public static bool operator !=(CpuSet a, CpuSet b) => !a.Equals(b);

    /// <summary>The kernel's form: <c>0-3,8</c>; empty for none.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        for (var cpu = 0; cpu <= Max; cpu++)
        {
            if (!Contains(cpu)) continue;
            var last = cpu;
            while (Contains(last + 1)) last++;
            if (text.Length > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{cpu}");
            if (last > cpu) text.Append(CultureInfo.InvariantCulture, $"-{last}");
            cpu = last;
        }
        return text.ToString();
    }
}
