namespace Aerostat.Linux;

/// <summary>The threads of the runtime that wait for sockets. What is short goes on there: it saves the wake-up of another thread.</summary>
/// <remarks>
/// Whoever goes on there keeps all other sockets waiting: no wait, no work of more than some ten microseconds, and no second helping.
/// Source: .NET's <c>SocketAsyncEngine</c>, which reads these two settings at the first wait.
/// </remarks>
public static class SocketThread
{
    static bool isOpen;

    /// <summary>Lets readers go on there. To be called before the first socket; else they go on in the pool.</summary>
    /// <param name="count">How many threads wait.</param>
    public static void Open(int count)
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", $"{count}");
        isOpen = true;
    }

    /// <summary>This may be one of them: what is long has to yield to the pool first.</summary>
    public static bool IsHere => isOpen && !Thread.CurrentThread.IsThreadPoolThread;
}
