using System.Net;
using System.Net.Sockets;
using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

/// <summary>Both daemons, started once; the tests of the collection take turns.</summary>
[CollectionDefinition(nameof(Pair))]
public sealed class Pair : ICollectionFixture<Pair>, IAsyncDisposable
{
    readonly Accused ours = new(new AerostatDaemon()), oracle = new(new Libvirtd());
    Task<Accused[]>? started;

    /// <summary>Whose port the guests want.</summary>
    readonly TcpListener other = new(IPAddress.Loopback, 5987);

    internal async Task<(Accused Ours, Accused Oracle)> StartAsync()
    {
        var missing = Libvirtd.Missing;
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
