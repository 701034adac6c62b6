using Aerostat.Protocol;
using Aerostat.Tests.Shared;
using Aerostat.Values;

namespace Aerostat.Client.Tests;

/// <summary>The real libvirtd.</summary>
public sealed class LibvirtdTests
{
    const string Xml = """
        <domain type='qemu'><name>c1</name><memory unit='MiB'>64</memory><os><type arch='x86_64' machine='pc'>hvm</type></os></domain>
        """;

    [Fact]
    public async Task The_client_drives_libvirtd()
    {
        Assert.SkipWhen(Libvirtd.Missing is not null, Libvirtd.Missing ?? "");
        var cancel = TestContext.Current.CancellationToken;
        await using Libvirtd libvirtd = new();
        await libvirtd.StartAsync();
        await using var connection = await VirtConnection.OpenAsync($"qemu+unix:///system?socket={libvirtd.Socket}", cancel: cancel);
        await using var events = await connection.SubscribeAsync(DomainEvents.Lifecycle, cancel: cancel);

        var defined = (await connection.CallAsync(Remote.DomainDefineXml, new(Xml), cancel)).Domain;
        Assert.Equal(defined, await connection.FindDomainAsync("c1", cancel));
        Assert.Equal([defined], await connection.ListDomainsAsync(cancel: cancel));
        await foreach (var message in events.WithCancellation(cancel))
        {
            Assert.Equal((0, "c1"), (message.Event.Event, message.Event.Domain.Name));
            break;
        }
        Assert.Equal(ErrorCode.NoDomain, (await Assert.ThrowsAsync<VirtException>(() => connection.FindDomainAsync("c2", cancel))).Code);
        await connection.CallAsync(Remote.DomainUndefine, new(defined), cancel);
    }
}
