using System.Buffers;

namespace Aerostat.Qmp;

// Questions that are asked again and again: sent together in one write, their answers read where they lie.
public sealed partial class QmpClient
{
    volatile Glance[] standing = [];

    public async ValueTask GlanceAsync(ReadOnlyMemory<Glance> glances, Action then, CancellationToken cancel)
    {
        var text = ArrayPool<byte>.Shared.Rent(256);
        try
        {
            var length = 0;
            foreach (var glance in glances.Span)
            {
                Know(glance);
                var words = glance.Begin(then);
                if (text.Length < length + words.Length)
                {
                    var longer = ArrayPool<byte>.Shared.Rent((length + words.Length) * 2);
                    text.AsSpan(0, length).CopyTo(longer);
                    ArrayPool<byte>.Shared.Return(text);
                    text = longer;
                }
                words.CopyTo(text.AsSpan(length));
                length += words.Length;
            }
            await sending.WaitAsync(cancel);
            try
            {
                await transport.SendAsync(text.AsMemory(0, length), ended.Token);
            }
            finally
            {
                sending.Release();
            }
            if (whyClosed is not null) End(glances.Span);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody will answer.
            End(glances.Span);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }

        static void End(ReadOnlySpan<Glance> asked)
        {
            foreach (var glance in asked) glance.End();
        }
    }

    /// <summary>From now on its answers are known. Those who ask are one at a time; who reads sees the old list or the new.</summary>
    void Know(Glance glance)
    {
        if (glance.IsOf(this)) return;
        glance.Address(this, Interlocked.Increment(ref lastId));
        standing = [.. standing, glance];
    }

    static Glance? Find(Glance[] among, long id)
    {
        foreach (var glance in among) if (glance.Id == id) return glance;
        return null;
    }
}
