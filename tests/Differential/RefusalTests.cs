using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

/// <summary>What is wrong is refused with libvirt's code and domain, by a message that says what and where; and nothing is lost by it.</summary>
[Collection(nameof(Pair))]
public class RefusalTests(Pair pair)
{
    static readonly Refusal[] All = [.. Refusals.Documents, .. Refusals.Devices, .. Refusals.Starts, .. Refusals.Orders];

    public static TheoryData<string> Names => [.. All.Select(r => r.What)];

    [Theory, MemberData(nameof(Names))]
    public async Task Is_refused_as_libvirt_does(string what)
    {
        var refusal = All.Single(r => r.What == what);
        var (ours, oracle) = await pair.StartAsync();
        var before = await ours.Others();
        var expected = await oracle.Try(refusal);
        var actual = await ours.Try(refusal);
        await oracle.Forget();
        await ours.Forget();
        await pair.Note(refusal, expected, actual);

        Assert.True((refusal.Ours ?? string.Join(' ', expected.Errors)) == string.Join(' ', actual.Errors),
            $"libvirtd: {string.Join(' ', expected.Errors)}, exit {expected.Ran.Code}\n{expected.Ran.Seen}\naerostatd: {string.Join(' ', actual.Errors)}, exit {actual.Ran.Code}\n{actual.Ran.Seen}");
        Assert.NotEqual(0, actual.Ran.Code);
        Assert.All(refusal.Says, word => Assert.Contains(word.Replace("$PWD", ours.Daemon.At.Path), actual.Ran.Err, StringComparison.Ordinal));
        Assert.Equal(before, await ours.Others());
    }
}
