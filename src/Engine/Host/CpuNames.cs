namespace Aerostat.Engine.Host;

/// <summary>QEMU's names of processors, those that are no model of their own told apart.</summary>
static class CpuNames
{
    /// <summary>Versions (<c>Haswell-v2</c>) are kinds of a model; the others stand for what is there, or for all or nothing of it.</summary>
    public static bool IsModel(string name) => name is not ("host" or "max" or "base")
        && !(name.LastIndexOf("-v", StringComparison.Ordinal) is > 0 and var at && name.AsSpan(at + 2) is { Length: > 0 } version && !version.ContainsAnyExceptInRange('0', '9'));
}
