using System.Globalization;
using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qmp;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Engine.Domains;

/// <summary>A picture of a guest's screen, in a file that has no name any more.</summary>
public sealed class Screenshot(SafeFileHandle file, string mime) : IDisposable
{
    long at;

    public string Mime => mime;

    /// <returns>0: that was all.</returns>
    public async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancel)
    {
        var count = await RandomAccess.ReadAsync(file, into, at, cancel);
        at += count;
        return count;
    }

    public void Dispose() => file.Dispose();
}

public sealed partial class Domain
{
    int screenshots;

    /// <summary>Takes a picture of a screen.</summary>
    /// <param name="screen">Counted over all heads of all graphics cards.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationInvalid"/>: no such screen.</exception>
    /// <remarks>
    /// Source: QAPI <c>screendump</c>, which answers when the file is written; libvirt <c>virDomainScreenshot</c>. The file is made here, and read
    /// by the descriptor that made it: what QEMU might lay in its place is never opened.
    /// </remarks>
    public async Task<Screenshot> ScreenshotAsync(uint screen, CancellationToken cancel)
    {
        Screenshot? taken = null;
        await turns.TakeAsync("screenshot", async turn =>
        {
            var running = turn.State.Running ?? throw Errors.NotRunning();
            var (device, head) = ScreenOf(running.Live, screen);
            var live = Live();
            var name = string.Create(CultureInfo.InvariantCulture, $"screen-{Interlocked.Increment(ref screenshots)}");
            var path = Path.Combine(running.Folder, name);
            var file = Files.CreateNew(path, 0b110_000_000);
            try
            {
                if (host.Options.QemuUser is { } user) Files.SetOwner(file, user.Uid, user.Gid);
                taken = new(file, await DumpAsync(live, name, device, head));
            }
            catch
            {
                file.Dispose();
                throw;
            }
            finally
            {
                Files.Remove(path);
            }
        }, cancel);
        return taken!;
    }

    /// <returns>The picture's MIME type: PNG where this QEMU can, else a portable pixmap.</returns>
    static async Task<string> DumpAsync(Guest live, string name, string? device, int? head)
    {
        try
        {
            await live.Monitor.ExecuteAsync(new Screendump(name, device, head, "png"), live.Gone);
            return "image/png";
        }
        catch (QmpException)
        {
            await live.AskAsync(new Screendump(name, device, head, "ppm"));
            return "image/x-portable-pixmap";
        }
        catch (OperationCanceledException)
        {
            throw Errors.Gone();
        }
    }

    /// <summary>The card and its head; neither is named for the first screen, which is QEMU's own choice.</summary>
    static (string? Device, int? Head) ScreenOf(DomainDefinition definition, uint screen)
    {
        var videos = definition.Devices.Videos;
        if (videos.IsEmpty) throw Errors.Invalid("no screens to take screenshot from");
        if (screen == 0) return (null, null);
        var left = screen;
        foreach (var video in videos)
        {
            var heads = video.Model.Heads ?? 1;
            if (left < heads) return (video.Alias, (int)left);
            left -= heads;
        }
        throw Errors.Invalid("no such screen ID");
    }
}
