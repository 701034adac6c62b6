using System.Collections.Concurrent;
using System.Globalization;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests.Sequences;

/// <summary>Devices come and go in any order, for now and for good, while guests restart and daemons are killed; afterwards model, documents, QEMU, host and guest agree, and nothing is left.</summary>
public class DeviceSequenceTests(ITestOutputHelper output)
{
    static readonly Gen<Sequence> Sequences = Gen.Select(
        Gen.Frequency((8, Gen.Const("q35")), (5, Gen.Const("pc"))), Gen.Frequency((14, Gen.Const(false)), (1, Gen.Const(true))), Steps.One.Array[4, 18],
        // Most of it is about guests that run.
        (machine, boots, steps) => new Sequence(machine, boots, [new Plain("start"), .. steps]));

    /// <summary>AEROSTAT_SEQUENCES=N; as many at a time as AEROSTAT_STAGES says. A failure tells its seed, for CsCheck_Seed.</summary>
    [Fact]
    public async Task Whatever_comes_and_goes_all_agree_and_nothing_is_left()
    {
        Assert.SkipWhen(Bridge.Missing is not null, Bridge.Missing ?? "");
        var (count, stages) = (Setting("AEROSTAT_SEQUENCES", 8), Setting("AEROSTAT_STAGES", 1));
        ConcurrentBag<Stage> free = [];
        try
        {
            await Sequences.SampleAsync(async sequence =>
            {
                var stage = free.TryTake(out var idle) ? idle : await Stage.OpenAsync();
                try
                {
                    await stage.PlayAsync(sequence);
                    free.Add(stage);
                }
                catch (Exception e)
                {
                    output.WriteLine($"{sequence}\n{e.Message}");
                    await stage.DisposeAsync();
                    throw;
                }
            }, output.WriteLine, iter: count, threads: stages);
        }
        finally
        {
            foreach (var stage in free) await stage.DisposeAsync();
        }
    }

    static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
