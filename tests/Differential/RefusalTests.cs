using System.Net;
using System.Net.Sockets;
using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

/// <summary>What is wrong is refused with libvirt's code and domain, by a message that says what and where; and nothing is lost by it.</summary>
public class RefusalTests(RefusalTests.Pair pair) : IClassFixture<RefusalTests.Pair>
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

    /// <summary>Both daemons, started once.</summary>
    public sealed class Pair : IAsyncDisposable
    {
        readonly Accused ours = new(new AerostatDaemon()), oracle = new(new Libvirtd());
        Task<Accused[]>? started;

        /// <summary>Whose port the guests want.</summary>
        readonly TcpListener other = new(IPAddress.Loopback, 5987);

        internal async Task<(Accused Ours, Accused Oracle)> StartAsync()
        {
            var missing = Libvirtd.Missing ?? AerostatDaemon.Missing;
            Assert.SkipWhen(missing is not null, missing ?? "");
            if (started is null) other.Start();
            await (started ??= Task.WhenAll(ours.StartAsync(), oracle.StartAsync()));
            return (ours, oracle);
        }

        /// <summary>Both messages side by side, for whoever compares at leisure.</summary>
        internal async Task Note(Refusal refusal, (string[] Errors, Ran Ran) expected, (string[] Errors, Ran Ran) actual)
        {
            var folder = Directory.CreateDirectory(Path.Combine(Programs.Root, ".work/refusals"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{string.Join('-', refusal.What.Split(Path.GetInvalidFileNameChars()))}.txt"),
                $"- {string.Join(' ', expected.Errors)} {expected.Ran.Seen}\n+ {string.Join(' ', actual.Errors)} {actual.Ran.Seen}\n");
        }

        public async ValueTask DisposeAsync()
        {
            await ours.DisposeAsync();
            await oracle.DisposeAsync();
            other.Dispose();
        }
    }
}
