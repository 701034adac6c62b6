using Aerostat.Linux;
using Aerostat.Server;

namespace Aerostat.Fuzz.Tests;

/// <summary>What a client sends, cut into messages.</summary>
sealed class FramingTarget : Target
{
    public override string Name => "framing";

    public override bool IsMeasured => false;

    public override void Feed(ReadOnlySpan<byte> input)
    {
        var (client, server) = UnixChannel.Pair();
        using (server)
        using (Incoming incoming = new(server, new(new(long.MaxValue, () => { }))))
        {
            using (client) client.SendAsync(input.ToArray(), CancellationToken.None).AsTask().Wait(); // all of it fits into the socket
            var cut = 0L;
            while (Next(incoming))
            {
                cut += incoming.Body.Length;
                foreach (var descriptor in incoming.Descriptors) descriptor.Dispose();
            }
            if (cut > input.Length) throw new InvalidOperationException($"{cut} bytes were cut out of {input.Length}");
        }
    }

    static bool Next(Incoming incoming)
    {
        var next = incoming.NextAsync(CancellationToken.None);
        return next.IsCompleted ? next.Result : next.AsTask().GetAwaiter().GetResult(); // nobody else has work for this thread
    }
}
