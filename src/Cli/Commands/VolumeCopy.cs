using Aerostat.Cli.Grammar;
using Aerostat.Client;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>A volume's content, out of a file and into one.</summary>
static class VolumeCopy
{
    const uint Sparse = 1;

    public static async Task Upload(Ask ask)
    {
        var volume = await Volumes.FindAsync(ask);
        await using var file = OpenFile(ask.Text("file"), FileMode.Open, FileAccess.Read);
        // Sent whole: a file's holes are read as zeros, and the volume is as good.
        var (stream, _) = await (await ask.Connection).OpenStreamAsync(Remote.StorageVolUpload,
            new StorageVolUploadArgs(volume, ask.OptionalULong("offset") ?? 0, ask.OptionalULong("length") ?? 0, 0)).Or($"cannot upload to volume {ask["vol"]}");
        await using (stream)
        {
            await file.CopyToAsync(stream, Wire.StreamPacket);
            await stream.FinishAsync();
        }
    }

    public static async Task Download(Ask ask)
    {
        var volume = await Volumes.FindAsync(ask);
        await using var file = OpenFile(ask.Text("file"), FileMode.Create, FileAccess.Write);
        var (stream, _) = await (await ask.Connection).OpenStreamAsync(Remote.StorageVolDownload,
            new StorageVolDownloadArgs(volume, ask.OptionalULong("offset") ?? 0, ask.OptionalULong("length") ?? 0, ask.Has("sparse") ? Sparse : 0))
            .Or($"cannot download from volume {ask["vol"]}");
        await using (stream)
        {
            while (await stream.ReadPartAsync() is { } part)
            {
                if (part.IsHole) file.SetLength(file.Position += part.Hole);
                else await file.WriteAsync(part.Data);
            }
            await stream.FinishAsync();
        }
    }

    static FileStream OpenFile(string path, FileMode mode, FileAccess access)
    {
        try
        {
            return new(path, mode, access);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"cannot {(access == FileAccess.Read ? "read" : "create")} {path}", e);
        }
    }
}
