using System.Text.RegularExpressions;

namespace Aerostat.Corpus.Tests;

/// <summary>Takes out of an answer what is another one each time, or in each daemon's own folder.</summary>
static partial class Plain
{
    public static string Xml(string answer, string document, string home) => Common(answer, document, home);

    /// <summary>The words of a command line without its environment, its key for secrets, its monitor, and the numbers of descriptors.</summary>
    public static IReadOnlyList<string> Words(string answer, string document, string home)
    {
        List<string> words = [.. ShellWords.Of(Common(answer, document, home)).SkipWhile(word => Environment().IsMatch(word))];
        var key = words.FindIndex(word => word.Contains("\"id\":\"masterKey0\"", StringComparison.Ordinal));
        if (key > 0) words.RemoveRange(key - 1, 2);
        return [.. words.Select(word => Descriptor().Replace(Monitor().Replace(word, "path=MONITOR"), "\"$1\":\"N\""))];
    }

    /// <summary>Those that the guest sees.</summary>
    public static IEnumerable<string> Devices(IReadOnlyList<string> words) => words.Where((_, at) => at > 0 && words[at - 1] is "-device");

    static string Common(string answer, string document, string home)
    {
        var own = Mac().Matches(document).Select(mac => mac.Value.ToUpperInvariant()).ToHashSet();
        answer = Mac().Replace(answer, mac => own.Contains(mac.Value.ToUpperInvariant()) ? mac.Value : "MAC");
        if (!document.Contains("<uuid>", StringComparison.Ordinal) || document.Contains("<genid/>", StringComparison.Ordinal)) answer = Uuid().Replace(answer, "UUID");
        if (document.Contains("<clock offset='variable'", StringComparison.Ordinal)) answer = Moment().Replace(answer, "base=MOMENT");
        return home.Length == 0 ? answer : answer.Replace($"{home}/lib", "/var/lib/libvirt", StringComparison.Ordinal)
            .Replace($"{home}/run", "/run/libvirt", StringComparison.Ordinal).Replace($"{home}/etc", "/etc/libvirt", StringComparison.Ordinal);
    }

    [GeneratedRegex("52:54:00(:[0-9a-fA-F]{2}){3}")]
    private static partial Regex Mac();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("base=[0-9]{4}-[0-9T:-]+")]
    private static partial Regex Moment();

    [GeneratedRegex("^[A-Z_]+=")]
    private static partial Regex Environment();

    [GeneratedRegex("path=[^,]*/monitor.sock")]
    private static partial Regex Monitor();

    [GeneratedRegex("\"(fd|fds|vhostfd|vhostfds)\":\"[0-9:]+\"")]
    private static partial Regex Descriptor();
}
