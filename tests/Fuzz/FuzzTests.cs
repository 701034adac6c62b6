using System.Diagnostics;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.CompilerServices;

namespace Aerostat.Fuzz.Tests;

/// <summary>Feeds each target what was found or thought of once, and what can be made out of that: few in the normal run, AEROSTAT_FUZZ=N each where asked for, for at most AEROSTAT_FUZZ_SECONDS, all targets or those of AEROSTAT_FUZZ_TARGETS.</summary>
/// <remarks>What breaks is kept beside the target's corpus: mend it, and leave the file there.</remarks>
public class FuzzTests(ITestOutputHelper output)
{
    const int Few = 3000;

    /// <summary>No input of 64 KiB takes so long, however busy the machine.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Targets => [.. Target.All.Select(target => target.Name).Where(name => Wanted.Length == 0 || Wanted.Contains(name))];

    static string[] Wanted => (Environment.GetEnvironmentVariable("AEROSTAT_FUZZ_TARGETS") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [Theory, MemberData(nameof(Targets))]
    public async Task No_bytes_break_it(string name)
    {
        var target = Target.All.Single(target => target.Name == name);
        var corpus = Directory.EnumerateFiles(FolderOf(name)).Order().Select(File.ReadAllBytes).ToArray();
        using var watch = Watch(target);
        foreach (var input in corpus) await FeedAsync(target, input);

        var wanted = Number("AEROSTAT_FUZZ", Few);
        var until = TimeSpan.FromSeconds(Number("AEROSTAT_FUZZ_SECONDS", int.MaxValue));
        Mutator mutator = new((int)Number("AEROSTAT_SEED", 1), corpus, target.Words);
        var since = Stopwatch.GetTimestamp();
        var count = 0L;
        for (; count < wanted && Stopwatch.GetElapsedTime(since) < until; count++) await FeedAsync(target, mutator.Next());
        GC.Collect();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, 256 << 20);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {corpus.Length} kept, {count:N0} made of them, in {Stopwatch.GetElapsedTime(since).TotalSeconds:F0} s"));
    }

    /// <summary>What is being fed, and since when: an input without end keeps its thread, and another one has to tell.</summary>
    static volatile Fed? fed;

    sealed record Fed(byte[] Input, long Since);

    static Timer Watch(Target target) => new(_ =>
    {
        if (fed is { } now && Stopwatch.GetElapsedTime(now.Since) > 3 * Patience) Environment.FailFast($"{target.Name}: {Keep(target, now.Input)} has no end");
    }, null, Patience, Patience);

    static async Task FeedAsync(Target target, byte[] input)
    {
        var since = Stopwatch.GetTimestamp();
        fed = new(input, since);
        try
        {
            await target.FeedAsync(input);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{target.Name}: {Keep(target, input)}: {e.GetType().Name}: {e.Message}", e);
        }
        fed = null;
        if (Stopwatch.GetElapsedTime(since) > Patience) throw new TimeoutException($"{target.Name}: {Keep(target, input)} takes {Stopwatch.GetElapsedTime(since)}");
    }

    static string Keep(Target target, byte[] input)
    {
        var path = Path.Combine(FolderOf(target.Name), Convert.ToHexStringLower(XxHash3.Hash(input)));
        File.WriteAllBytes(path, input);
        return path;
    }

    static long Number(string name, long otherwise) => long.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    static string FolderOf(string target, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Corpus", target);
}
