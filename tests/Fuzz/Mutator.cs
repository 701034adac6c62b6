using System.Globalization;
using System.Text;

namespace Aerostat.Fuzz.Tests;

/// <summary>Makes inputs out of inputs: the same seed, the same inputs.</summary>
sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus, IReadOnlyList<string> words)
{
    const int Longest = 64 * 1024;

    static readonly string[] Numbers = ["0", "-1", "1", "255", "65536", "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615", "-9223372036854775809", "1e999", "0x10", "00", "1.5"];

    readonly Random random = new(seed);
    readonly byte[][] dictionary = [.. words.Concat(Numbers).Select(Encoding.UTF8.GetBytes)];

    public byte[] Next()
    {
        List<byte> bytes = [.. corpus[random.Next(corpus.Count)]];
        for (var change = 1 << random.Next(4); change > 0; change--) Change(bytes);
        if (bytes.Count > Longest) bytes.RemoveRange(Longest, bytes.Count - Longest);
        return [.. bytes];
    }

    void Change(List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var count = Math.Min(bytes.Count - at, 1 << random.Next(8));
        switch (random.Next(11))
        {
            case 0 when at < bytes.Count: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1 when at < bytes.Count: bytes[at] = (byte)random.Next(256); break;
            case 2 when at < bytes.Count: bytes[at] = (byte)(random.Next(4) switch { 0 => 0, 1 => 0xff, 2 => 0x7f, _ => 0x80 }); break;
            case 3: bytes.RemoveRange(at, count); break;
            case 4: bytes.InsertRange(at, bytes.GetRange(at, count)); break;
            case 5: bytes.RemoveRange(at, bytes.Count - at); break;
            case 6: bytes.InsertRange(at, dictionary[random.Next(dictionary.Length)]); break;
            case 7: Replace(bytes, at, char.IsAsciiDigit, Numbers[random.Next(Numbers.Length)]); break;
            case 8 when words.Count > 0: Replace(bytes, at, char.IsAsciiLetter, words[random.Next(words.Count)]); break;
            case 9: Splice(bytes, at); break;
            default: bytes.Insert(at, (byte)random.Next(256)); break;
        }
    }

    /// <summary>The next word or number becomes another.</summary>
    static void Replace(List<byte> bytes, int at, Func<char, bool> isPart, string with)
    {
        var start = bytes.FindIndex(at, b => isPart((char)b));
        if (start < 0) return;
        var end = bytes.FindIndex(start, b => !isPart((char)b));
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
        bytes.InsertRange(start, Encoding.UTF8.GetBytes(with));
    }

    void Splice(List<byte> bytes, int at)
    {
        var other = corpus[random.Next(corpus.Count)];
        var from = random.Next(other.Length + 1);
        bytes.InsertRange(at, other[from..Math.Min(other.Length, from + 256)]);
    }

    public override string ToString() => seed.ToString(CultureInfo.InvariantCulture);
}
