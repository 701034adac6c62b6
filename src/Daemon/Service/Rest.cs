using Aerostat.Linux;
using Aerostat.Values;

namespace Aerostat.Daemon.Service;

/// <summary>What the daemon does with its memory when nobody asks for anything.</summary>
static class Rest
{
    /// <summary>Less than that is not worth the trouble to whoever comes back each few seconds.</summary>
    static readonly Bytes Worth = Bytes.Mib(3);

    static Bytes left;

    /// <summary>Gives back what the last calls needed and the next may not: the managed heap's room, the C library's, and the pages of the program.</summary>
    public static void Take()
    {
        if (Resident < left + Worth) return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Malloc.Trim();
        ProgramPages.LetGo();
        left = Resident;
    }

    static Bytes Resident => ProcessMemory.TryRead(Environment.ProcessId)?.Resident ?? Bytes.Zero;
}
