using System.Runtime.InteropServices;

namespace Aerostat.Cli.Shell;

/// <summary>Standard input or output as the kernel has it.</summary>
/// <remarks>
/// .NET's own streams read whole lines of a terminal, echo them, and send it escape sequences at the first write: raw mode would be in vain.
/// A FileStream writes at a position of its own, over what another writer to the same file has written.
/// </remarks>
sealed partial class DescriptorStream(int descriptor) : Stream
{
    const int Interrupted = 4;

    /// <summary>EPIPE: whoever read has gone.</summary>
    public const int BrokenPipe = 32;

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            var count = read(descriptor, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            if (count >= 0) return (int)count;
            if (Marshal.GetLastPInvokeError() is not Interrupted and var error) throw Failed("read", error);
        }
    }

    bool isUnread;

    /// <summary>Tells once that nobody reads any more; what is still buffered then goes nowhere.</summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (isUnread) return;
        while (buffer.Length > 0)
        {
            var count = write(descriptor, in MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            if (count >= 0) buffer = buffer[(int)count..];
            else if (Marshal.GetLastPInvokeError() is not Interrupted and var error)
            {
                isUnread = error is BrokenPipe;
                throw Failed("write", error);
            }
        }
    }

    static IOException Failed(string call, int error) => new($"{call}: {Marshal.GetPInvokeErrorMessage(error)}", error);

    public override bool CanRead => descriptor == 0;
    public override bool CanWrite => descriptor != 0;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int descriptor, ref byte buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, in byte buffer, nuint count);
}
