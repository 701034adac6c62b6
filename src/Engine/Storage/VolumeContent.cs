using Aerostat.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Engine.Storage;

/// <summary>A stretch of a volume, read or written from one end to the other. Each step has a thread of its own: the disk may hang.</summary>
public sealed class VolumeContent : IAsyncDisposable
{
    readonly SafeFileHandle file;
    readonly string path;
    readonly long end;
    readonly Func<Task> done;
    long at;

    internal VolumeContent(SafeFileHandle file, string path, long from, long end, Func<Task> done) => (this.file, this.path, at, this.end, this.done) = (file, path, from, end, done);

    /// <summary>The next hole, or as much data as the buffer holds.</summary>
    /// <returns>Null: the end.</returns>
    public async Task<VolumePart?> ReadAsync(Memory<byte> buffer, bool sparse)
    {
        var part = await PathThread.RunAsync(path, () => Read(buffer, sparse));
        at += part.Hole + part.Data;
        return part is { Hole: 0, Data: 0 } ? null : part;
    }

    VolumePart Read(Memory<byte> buffer, bool sparse)
    {
        var most = end - at;
        if (most <= 0) return default;
        if (sparse)
        {
            if (SparseFile.NextData(file, at, path) is not var (from, to)) return new(Math.Max(0, Math.Min(end, RandomAccess.GetLength(file)) - at), 0);
            if (from > at) return new(Math.Min(from - at, most), 0);
            most = Math.Min(most, to - at);
        }
        return new(0, RandomAccess.Read(file, buffer.Span[..(int)Math.Min(buffer.Length, most)], at));
    }

    /// <exception cref="VirtException"><see cref="ErrorCode.SystemError"/>: more than there is room for.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> data)
    {
        if (data.Length > end - at) throw Full();
        await PathThread.RunAsync(path, () => RandomAccess.Write(file, data.Span, at));
        at += data.Length;
    }

    /// <summary>Leaves a hole: what was there reads as zeroes.</summary>
    public async Task SkipAsync(long length)
    {
        if (length > end - at) throw Full();
        await PathThread.RunAsync(path, () => Skip(length));
        at += length;
    }

    void Skip(long length)
    {
        if (RandomAccess.GetLength(file) < at + length) Files.SetLength(file, at + length, path);
        if (SparseFile.TryPunch(file, at, length, path)) return;
        var zeroes = new byte[Math.Min(length, 1 << 20)];
        for (var place = at; place < at + length; place += zeroes.Length) RandomAccess.Write(file, zeroes.AsSpan(0, (int)Math.Min(zeroes.Length, at + length - place)), place);
    }

    static VirtException Full() => new(ErrorCode.SystemError, "cannot write to stream: No space left on device", ErrorDomain.Streams) { Hint = "Resize the volume, or send less." };

    public async ValueTask DisposeAsync()
    {
        await PathThread.RunAsync(path, file.Dispose);
        await done();
    }
}

/// <summary>A hole, or so many bytes in the buffer.</summary>
public readonly record struct VolumePart(long Hole, int Data);
