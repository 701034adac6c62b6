namespace Aerostat.Fuzz.Tests;

/// <summary>A target that reads its input at once, on one thread: what it allocates is measured.</summary>
abstract class PlainTarget : Target
{
    /// <summary>What it may allocate for one input, in bytes.</summary>
    protected virtual long Allowance(int length) => (4L << 20) + 2000L * length;

    protected abstract void Feed(ReadOnlySpan<byte> input);

    public sealed override ValueTask FeedAsync(byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed(input);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated <= Allowance(input.Length) ? ValueTask.CompletedTask : throw new InvalidOperationException($"{input.Length} bytes take {allocated} bytes of memory");
    }
}
