using System.Runtime.CompilerServices;
using System.Text;

namespace Aerostat.Model;

/// <summary>How the values of an enum are spelled in XML: <c>PcieRootPort</c> is <c>pcie-root-port</c>, unless <see cref="Spellings"/> says otherwise.</summary>
static class Spelling<T> where T : struct, Enum
{
    static readonly Vocabulary Words = new(typeof(T));

    public static string Of(T value) => Words[Unsafe.As<T, int>(ref value)];

    public static T? Parse(string word) => Words.Find(word) is { } value ? Unsafe.As<int, T>(ref value) : null;

    public static IEnumerable<string> All => Words.All;
}

/// <summary>The words of one enum. Its code is the same for all: a dictionary of each enum's own would be a quarter of the program.</summary>
sealed class Vocabulary
{
    readonly int[] values;
    readonly string[] words;

    /// <param name="type">An enum whose values are int.</param>
    public Vocabulary(Type type)
    {
        values = (int[])Enum.GetValuesAsUnderlyingType(type);
        words = [.. Enum.GetNames(type).Select(name => Spellings.Irregular(type, name) ?? Kebab(name))];
    }

    public string this[int value] => words[Array.IndexOf(values, value)];

    public int? Find(string word) => Array.IndexOf(words, word) is >= 0 and var at ? values[at] : null;

    public IEnumerable<string> All => words.Order(StringComparer.Ordinal);

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
