using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Values;

// The example of src/Client/README.md, word for word.
static class ReadmeExample
{
    public static async Task RunAsync(CancellationToken cancel)
    {
        await using var connection = await VirtConnection.OpenAsync("qemu:///system", cancel: cancel);

        var domain = await connection.FindDomainAsync("kvm1", cancel);
        await connection.CallAsync(Remote.DomainSetMemoryFlags, new(domain, Bytes.Mib(512).InKib, Flags: 1), cancel);

        await foreach (var change in connection.EventsAsync(DomainEvents.BalloonChange, domain, cancel))
        {
            Console.WriteLine($"{change.Event.Domain.Name} now has {Bytes.Kib(change.Event.Kib)}");
            if (change.Event.Kib == Bytes.Mib(512).InKib) break;
        }
    }
}
