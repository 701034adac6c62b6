using System.Buffers;
using System.Text;

namespace Aerostat.Qemu;

/// <summary>The command line as a shell would take it: what <c>domxml-to-native</c> prints.</summary>
public static class NativeText
{
    /// <summary>What a shell would not take as it stands.</summary>
    static readonly SearchValues<char> Special = SearchValues.Create(" \t\n\r!\"#$&'()*;<>?[\\]^`{|}~");

    public static string Of(IEnumerable<(string Name, string Value)> environment, string emulator, IEnumerable<string> words)
    {
        StringBuilder text = new();
        foreach (var (name, value) in environment) text.Append(name).Append('=').Append(Quote(value)).Append(' ');
        text.Append(Quote(emulator));
        foreach (var word in words) text.Append(' ').Append(Quote(word));
        return text.Append('\n').ToString();
    }

    static string Quote(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAny(Special) ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
