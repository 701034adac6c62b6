namespace Aerostat.Engine;

/// <summary>A thread of its own for one call on a user's path that takes as long as the disk takes: filling, wiping, copying.</summary>
/// <remarks>Nobody else waits in its line, so it needs no patience; see <see cref="PathLane"/> for calls that are short.</remarks>
static class PathThread
{
    public static Task<T> RunAsync<T>(string path, Func<T> call)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try { done.SetResult(call()); }
            catch (Exception e) { done.SetException(e); }
        })
        { IsBackground = true, Name = path }.Start();
        return done.Task;
    }

    public static Task RunAsync(string path, Action call) => RunAsync(path, () =>
    {
        call();
        return true;
    });
}
