using System.Runtime.InteropServices;
using Aerostat.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Engine.Saving;

/// <summary>A guest's memory on its way out of a file and into a new QEMU.</summary>
sealed class Inflow : IDisposable
{
    readonly SafeFileHandle file;
    Filter? unpacker;

    Inflow(string path, SafeFileHandle file, SaveImage image) => (Path, this.file, Image) = (path, file, image);

    public string Path { get; }

    public SaveImage Image { get; }

    /// <summary>What the path of the file went through; null while it flows well. QEMU tells only that its stream broke.</summary>
    public string? Trouble { get; private set; }

    /// <param name="direct">Past the page cache.</param>
    /// <exception cref="VirtException">It cannot be read, or is no file of saved memory.</exception>
    public static Inflow Open(string path, bool direct)
    {
        using var plain = OpenRead(path, direct: false);
        var image = SaveImage.Read(plain);
        return new(path, OpenRead(path, direct), image);
    }

    /// <exception cref="VirtException"><see cref="ErrorCode.SystemError"/>.</exception>
    public static SafeFileHandle OpenRead(string path, bool direct)
    {
        try
        {
            return direct ? Files.OpenReadDirect(path) : Files.OpenRead(path, follow: true);
        }
        catch (LinuxException e)
        {
            throw new VirtException(ErrorCode.SystemError, $"Failed to open file '{path}': {Marshal.GetPInvokeErrorMessage(e.Errno)}", cause: e)
            {
                Hint = direct && e.Errno is Errno.EINVAL ? "This file system has no O_DIRECT: leave --bypass-cache away." : null,
            };
        }
    }

    /// <summary>Lets it flow.</summary>
    /// <returns>What QEMU is handed; it is the caller's to close.</returns>
    public SafeFileHandle Start()
    {
        var (read, write) = Files.Pipe();
        if (Image.Header.Format.Program() is { } program)
        {
            var (unpacked, end) = Files.Pipe();
            using (end)
            using (read)
            {
                try
                {
                    unpacker = Filter.Start(program, ["-dc"], read, end);
                }
                catch (LinuxException e) when (e.Errno is Errno.ENOENT)
                {
                    write.Dispose();
                    unpacked.Dispose();
                    throw Errors.Failed($"'{Path}' is packed by {program}, which is not installed");
                }
            }
            read = unpacked;
            _ = ListenAsync(unpacker);
        }
        _ = PourAsync(write);
        return read;
    }

    public void Dispose()
    {
        unpacker?.Dispose();
        file.Dispose();
    }

    async Task PourAsync(SafeFileHandle into)
    {
        using (into)
        {
            try
            {
                await PathThread.RunAsync(Path, () => new BlockReader(file, Path).PourInto(into, Image.Memory));
            }
            catch (LinuxException e) when (e.Errno is Errno.EPIPE)
            {
                // QEMU has what it wanted, or has ended: either is told elsewhere.
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                Trouble ??= e.Message;
            }
        }
    }

    async Task ListenAsync(Filter program)
    {
        if (await program.FailureAsync() is { } why) Trouble ??= why;
    }
}
