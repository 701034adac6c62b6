namespace Aerostat.Tests.Shared;

/// <summary>Waiting for what will come: patient, since the machine may be busy with anything, and never a measure of speed.</summary>
public static class Wait
{
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(3);

    /// <summary>Asks again until there is an answer.</summary>
    public static async Task<T> For<T>(string what, Func<Task<T?>> ask, TimeSpan? within = null) where T : class
    {
        var until = DateTime.UtcNow + (within ?? Long);
        for (var pause = 20; ; pause = Math.Min(pause * 2, 500))
        {
            if (await ask() is { } answer) return answer;
            if (DateTime.UtcNow > until) throw new TimeoutException($"waited in vain for {what}");
            await Task.Delay(pause);
        }
    }

    public static Task Until(string what, Func<Task<bool>> isSo, TimeSpan? within = null) =>
        For(what, async () => await isSo() ? what : null, within);
}
