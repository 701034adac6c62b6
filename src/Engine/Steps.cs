using Aerostat.Engine.Domains;

namespace Aerostat.Engine;

/// <summary>Changes of one thing that has no guest: one at a time. A step that has begun goes on to its end, whoever waits for it.</summary>
/// <param name="what">As an error calls it: <c>storage pool 'x'</c>.</param>
/// <param name="domain">Of its errors.</param>
sealed class Steps(string what, ErrorDomain domain, TimeProvider time)
{
    /// <summary>As long as a domain's turn is waited for.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly Line line = new(time);
    (string Step, long Since)? holder;

    /// <exception cref="VirtException"><see cref="ErrorCode.OperationTimeout"/>: another step holds it, and since when.</exception>
    public async Task<T> TakeAsync<T>(string name, Func<Task<T>> step, CancellationToken cancel)
    {
        if (!await line.WaitAsync(Patience, cancel)) throw Busy();
        return await RunAsync(name, step).WaitAsync(cancel);
    }

    public Task TakeAsync(string name, Func<Task> step, CancellationToken cancel) => TakeAsync(name, async () =>
    {
        await step();
        return true;
    }, cancel);

    async Task<T> RunAsync<T>(string name, Func<Task<T>> step)
    {
        holder = (name, time.GetTimestamp());
        try
        {
            return await step();
        }
        finally
        {
            holder = null;
            line.Release();
        }
    }

    VirtException Busy() =>
        new(ErrorCode.OperationTimeout, holder is { } h
            ? $"Timed out during operation: {what} is busy ({h.Step} for {time.GetElapsedTime(h.Since).TotalSeconds:F0} s)"
            : $"Timed out during operation: {what} is busy", domain);
}
