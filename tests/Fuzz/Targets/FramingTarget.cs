using Aerostat.Linux;
using Aerostat.Server;

namespace Aerostat.Fuzz.Tests;

/// <summary>What a client sends, cut into messages.</summary>
sealed class FramingTarget : Target
{
    public override string Name => "framing";

    public override async ValueTask FeedAsync(byte[] input)
    {
        var (client, server) = UnixChannel.Pair();
        using (server)
        using (Incoming incoming = new(server, new(new(long.MaxValue, () => { }))))
        {
            using (client) await client.SendAsync(input, CancellationToken.None); // all of it fits into the socket
            var cut = 0L;
            while (await incoming.NextAsync(CancellationToken.None))
            {
                cut += incoming.Body.Length;
                foreach (var descriptor in incoming.Descriptors) descriptor.Dispose();
            }
            if (cut > input.Length) throw new InvalidOperationException($"{cut} bytes were cut out of {input.Length}");
        }
    }
}
