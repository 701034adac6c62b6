using System.Runtime.InteropServices;
using Aerostat.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Engine.Saving;

/// <summary>A guest's memory on its way into a file: through a pipe, perhaps through a packer, written by a thread of its own.</summary>
/// <remarks>QEMU has the pipe, never the file: a disk that is full or hangs is ours to see, and the guest can go on at any moment.</remarks>
sealed class Outflow : IDisposable
{
    const int Room = 1024 * 1024;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    readonly string path;
    readonly SafeFileHandle file, source;
    readonly Filter? packer;
    readonly bool made;

    /// <param name="file">Owned from here on.</param>
    /// <param name="made">It was not there before: it is removed where nothing comes of it.</param>
    /// <param name="head">What comes before the memory.</param>
    public Outflow(string path, SafeFileHandle file, bool made, byte[] head, SaveFormat format, bool direct)
    {
        (this.path, this.file, this.made) = (path, file, made);
        (source, Inlet) = Files.Pipe();
        Files.WidenPipe(Inlet, Room);
        if (format.Program() is { } program)
        {
            var (packed, end) = Files.Pipe();
            using (end)
            using (source) packer = Filter.Start(program, ["-c"], source, end);
            source = packed;
        }
        Written = WriteAsync(head, direct);
    }

    /// <summary>What QEMU is handed; our own copy is to be closed then.</summary>
    public SafeFileHandle Inlet { get; }

    /// <summary>For what cannot go through a pipe.</summary>
    public SafeFileHandle File => file;

    /// <summary>Completes when all that flowed in is on the disk.</summary>
    public Task Written { get; }

    /// <summary>Makes or empties the file. May wait for the disk.</summary>
    /// <param name="direct">Past the page cache.</param>
    /// <exception cref="VirtException">It cannot be made; nothing is left behind.</exception>
    public static (SafeFileHandle File, bool Made) Make(string path, bool direct)
    {
        var made = FileStatus.TryOf(path, follow: true) is null;
        try
        {
            var file = Files.OpenEmpty(path, 0b110_000_000, direct);
            if (FileStatus.Of(file).Kind is not (FileKind.Fifo or FileKind.Socket)) return (file, made);
            file.Dispose();
            throw Errors.Unsupported($"'{path}' is a pipe, where a file is needed that can be written to and fro");
        }
        catch (LinuxException e)
        {
            var cannot = direct && e.Errno is Errno.EINVAL;
            if (made && cannot) Files.Remove(path); // the file is made before O_DIRECT is refused
            throw new VirtException(ErrorCode.SystemError, $"Failed to create file '{path}': {Marshal.GetPInvokeErrorMessage(e.Errno)}", cause: e)
            {
                Hint = cannot ? "This file system has no O_DIRECT: leave --bypass-cache away." : null,
            };
        }
    }

    /// <summary>Returns when what was written into <see cref="File"/> is on the disk.</summary>
    public Task FlushAsync() => PathThread.RunAsync(path, () => SparseFile.Flush(file, path));

    /// <summary>Marks the file as whole. Returns when the mark is on the disk.</summary>
    public Task SealAsync() => PathThread.RunAsync(path, () => Seal(file, path));

    public static void Seal(SafeFileHandle file, string path)
    {
        RandomAccess.Write(file, SaveHeader.Seal, 0);
        SparseFile.Flush(file, path);
    }

    /// <summary>Closes the way: QEMU's next write fails, even while the disk hangs.</summary>
    public void Cut()
    {
        Inlet.Dispose();
        source.Dispose();
        packer?.Dispose();
    }

    /// <summary>Gives it up. A file that was not there before is removed.</summary>
    public async Task DiscardAsync(TimeProvider time)
    {
        Cut();
        await Task.WhenAny(Written, Task.Delay(Patience, time));
        if (made) await Task.WhenAny(PathThread.RunAsync(path, () => Files.Remove(path)), Task.Delay(Patience, time));
    }

    public void Dispose()
    {
        Cut();
        file.Dispose();
    }

    async Task WriteAsync(byte[] head, bool direct)
    {
        try
        {
            await PathThread.RunAsync(path, () =>
            {
                // It names itself unfinished from the first moment on, past the cache or not.
                Files.SetDirect(file, false, path);
                RandomAccess.Write(file, head, 0);
                Files.SetDirect(file, direct, path);
                BlockWriter writer = new(file, path);
                writer.Add(head);
                while (writer.AddFrom(source) > 0) { }
                writer.Finish();
            });
            if (packer is not null && await packer.FailureAsync() is { } why) throw Errors.Failed(why);
        }
        catch (LinuxException e)
        {
            throw new VirtException(ErrorCode.SystemError, $"Unable to write '{path}': {Marshal.GetPInvokeErrorMessage(e.Errno)}", cause: e)
            {
                Hint = e.Errno is Errno.ENOSPC ? "Make room there, or name a file elsewhere." : null,
            };
        }
        finally
        {
            source.Dispose();
        }
    }
}
