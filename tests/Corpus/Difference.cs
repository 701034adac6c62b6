namespace Aerostat.Corpus.Tests;

/// <summary>In what two answers to one document differ.</summary>
enum Difference
{
    /// <summary>One daemon defines it, the other refuses.</summary>
    Verdict,

    /// <summary>Both refuse to define it, by other codes.</summary>
    Code,

    /// <summary>Both define it, and tell it otherwise.</summary>
    Xml,

    /// <summary>One daemon makes a command line of it, the other refuses.</summary>
    NativeVerdict,

    /// <summary>Both refuse a command line, by other codes.</summary>
    NativeCode,

    /// <summary>The command lines have other devices.</summary>
    Devices,

    /// <summary>The command lines have the same devices, and other words.</summary>
    Line,
}

static class Differences
{
    public static IEnumerable<Difference> Between(Answer expected, Answer actual, string document, string home)
    {
        if (expected.Refused is null != actual.Refused is null) yield return Difference.Verdict;
        else if (expected.Refused is { } reason && (reason.Code, reason.Domain) != (actual.Refused!.Code, actual.Refused.Domain)) yield return Difference.Code;
        else if (expected.Xml is { } xml && Plain.Xml(xml, document, "") != Plain.Xml(actual.Xml!, document, home)) yield return Difference.Xml;

        if (expected.NotNative is null != actual.NotNative is null) yield return Difference.NativeVerdict;
        else if (expected.NotNative is { } why && (why.Code, why.Domain) != (actual.NotNative!.Code, actual.NotNative.Domain)) yield return Difference.NativeCode;
        else if (expected.Native is { } line)
        {
            var (theirs, ours) = (Plain.Words(line, document, ""), Plain.Words(actual.Native!, document, home));
            if (!Plain.Devices(theirs).SequenceEqual(Plain.Devices(ours))) yield return Difference.Devices;
            else if (!theirs.SequenceEqual(ours)) yield return Difference.Line;
        }
    }

    /// <summary>The list that is held: <c>difference document: reason</c>. Those with a tilde before them come and go with what the host has.</summary>
    /// <param name="list">The file that holds it.</param>
    public static IReadOnlyDictionary<(Difference What, string Document), (string Reason, bool OfHost)> Known(string list = "Differences.txt") =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, list)).Where(line => line.Length > 0 && line[0] != '#').ToDictionary(
            line => (Enum.Parse<Difference>(line.TrimStart('~').Split(' ')[0]), line.Split(' ', 2)[1].Split(": ")[0]),
            line => (line.Split(": ", 2) is [_, { Length: > 0 } reason] ? reason : throw new FormatException($"no reason is given: {line}"), line[0] == '~'));
}
