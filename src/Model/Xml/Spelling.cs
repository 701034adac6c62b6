using System.Collections.Frozen;
using System.Text;

namespace Aerostat.Model;

/// <summary>How the values of an enum are spelled in XML: <c>PcieRootPort</c> is <c>pcie-root-port</c>, unless <see cref="Spellings"/> says otherwise.</summary>
static class Spelling<T> where T : struct, Enum
{
    static readonly FrozenDictionary<T, string> Words =
        Enum.GetValues<T>().Distinct().ToFrozenDictionary(value => value, value => Spellings.Irregular(typeof(T), value.ToString()) ?? Kebab(value.ToString()));

    static readonly FrozenDictionary<string, T> ByWord = Words.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static string Of(T value) => Words[value];

    public static T? Parse(string word) => ByWord.TryGetValue(word, out var value) ? value : null;

    public static IEnumerable<string> All => Words.Values.Order(StringComparer.Ordinal);

    static string Kebab(string name)
    {
        StringBuilder word = new();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && word.Length > 0) word.Append('-');
            word.Append(char.ToLowerInvariant(c));
        }
        return word.ToString();
    }
}

public static class Spelling
{
    /// <summary>The value that a word stands for; null: none.</summary>
    public static T? Parse<T>(string word) where T : struct, Enum => Spelling<T>.Parse(word);

    /// <summary>The word that stands for the value in XML.</summary>
    public static string Word<T>(this T value) where T : struct, Enum => Spelling<T>.Of(value);
}
