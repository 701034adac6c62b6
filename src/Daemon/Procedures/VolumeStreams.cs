using Aerostat.Engine.Storage;
using Aerostat.Server;

namespace Aerostat.Daemon.Procedures;

/// <summary>A volume's content on its way to a client, and from one.</summary>
static class VolumeStreams
{
    const int Piece = 1 << 20;

    public static async Task SendAsync(VolumeContent content, bool sparse, ServerStream stream, CancellationToken cancel)
    {
        await using var _ = content;
        var buffer = new byte[Piece];
        while (await content.ReadAsync(buffer, sparse) is { } part)
        {
            if (part.Hole > 0) await stream.WriteHoleAsync(part.Hole, cancel);
            else await stream.WriteAsync(buffer.AsMemory(0, part.Data), cancel);
        }
    }

    public static async Task TakeAsync(VolumeContent content, ServerStream stream, CancellationToken cancel)
    {
        await using var _ = content;
        while (await stream.ReadAsync(cancel) is { } piece)
        {
            if (piece.Zeroes > 0) await content.SkipAsync(piece.Zeroes);
            else await content.WriteAsync(piece.Data);
        }
    }
}
