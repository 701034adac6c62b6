using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

/// <summary>Both daemons, started once for a class of tests.</summary>
public sealed class Both : IAsyncDisposable
{
    readonly Daemon ours = new AerostatDaemon(), oracle = new Libvirtd();
    Task? started;

    public async Task<(Daemon Ours, Daemon Oracle)> StartAsync()
    {
        var missing = Libvirtd.Missing;
        Assert.SkipWhen(missing is not null, missing ?? "");
        await (started ??= Task.WhenAll(ours.StartAsync(), oracle.StartAsync()));
        return (ours, oracle);
    }

    public async ValueTask DisposeAsync()
    {
        await ours.DisposeAsync();
        await oracle.DisposeAsync();
    }
}
