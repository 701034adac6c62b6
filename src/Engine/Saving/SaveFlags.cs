namespace Aerostat.Engine.Saving;

/// <summary>Source: <c>virDomainSaveRestoreFlags</c>.</summary>
[Flags]
public enum SaveFlags { None = 0, BypassCache = 1, Running = 2, Paused = 4, ResetNvram = 8 }

static class SaveFlagsMeaning
{
    /// <summary>Whether the guest is to run when it is restored.</summary>
    /// <param name="was">As it is, where nothing is said.</param>
    public static bool Run(this SaveFlags flags, bool was) =>
        flags.HasFlag(SaveFlags.Running) && flags.HasFlag(SaveFlags.Paused)
            ? throw new VirtException(ErrorCode.InvalidArg, "Flags 'VIR_DOMAIN_SAVE_RUNNING' and 'VIR_DOMAIN_SAVE_PAUSED' are mutually exclusive", ErrorDomain.Domain) { IsWhole = true }
            : flags.HasFlag(SaveFlags.Running) || !flags.HasFlag(SaveFlags.Paused) && was;
}
