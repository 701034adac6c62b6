using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>The least that an order may leave a running guest: below it no guest lives on, whatever it is told to do.</summary>
/// <param name="Size">The least.</param>
/// <param name="Why">What it is, for people.</param>
readonly record struct LeastMemory(Bytes Size, string Why)
{
    /// <summary>No kernel with a balloon's driver is smaller.</summary>
    static readonly Bytes Kernel = Bytes.Mib(16);

    /// <summary>A kernel keeps a record of each page of the largest size that it may have, and gives none of it back: 1/64 of it with pages of 4 KiB. Here a quarter of that, for there are larger pages.</summary>
    const double Records = 1.0 / 256;

    /// <summary>Seconds; what is older tells of another time.</summary>
    const double Fresh = 30;

    /// <summary>Of what it uses, this much is refused below: where its swap is known, and where there may be some that nobody tells of.</summary>
    const double Sure = 0.75, Likely = 0.5;

    /// <param name="maximum">What the guest may have.</param>
    /// <param name="actual">What it has.</param>
    /// <param name="told">What its driver told last; null: nothing yet.</param>
    /// <param name="age">Seconds since.</param>
    /// <param name="swap">The guest's swap space, where its agent tells.</param>
    /// <param name="deflates">It takes back what it needs before it kills.</param>
    /// <remarks>Source: measured, <c>docs/AUTOPILOT.md</c>; Linux, <c>struct page</c>.</remarks>
    public static LeastMemory Of(Bytes maximum, Bytes actual, GuestStatValues? told, double? age, Bytes? swap, bool deflates)
    {
        var kernel = Bytes.Min(Bytes.Max(Kernel, maximum * Records), maximum * 0.5);
        LeastMemory any = new(kernel, $"a guest of {maximum.InKib} KiB needs {kernel.InKib} KiB to live");
        if (deflates || told is not { TotalMemory: var total, AvailableMemory: var usable } || age is not < Fresh || total is ulong.MaxValue || usable >= total) return any;
        // It swaps, and nobody knows how much it still may.
        if (swap is null && told.SwapOut is > 0 and < ulong.MaxValue) return any;
        // What the kernel keeps for itself is in no total; a balloon on its way up would look like that.
        Bytes kept = new(actual.Value > total ? Math.Min(actual.Value - total, maximum.Value / 8) : 0);
        var used = new Bytes(total - usable) + kept;
        var vital = swap is { } known ? (used - Bytes.Min(used, known)) * Sure : used * Likely;
        return vital > kernel ? new(vital, $"the guest and its kernel use {used.InKib} KiB now, and cannot live on less than {vital.InKib} KiB") : any;
    }
}
