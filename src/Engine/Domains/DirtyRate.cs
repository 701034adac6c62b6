using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>How a guest's writing is measured. Source: <c>virDomainDirtyRateCalcFlags</c>; one of them, page sampling where none is named.</summary>
[Flags]
public enum DirtyRateMode { PageSampling = 1, DirtyBitmap = 2, DirtyRing = 4 }

public sealed partial class Domain
{
    /// <summary>Has QEMU measure, for so many seconds, how fast the guest writes its memory; the statistics tell what came of it.</summary>
    /// <remarks>Source: libvirt <c>virDomainStartDirtyRateCalc</c>; QAPI <c>calc-dirty-rate</c>, modes since QEMU 6.2.</remarks>
    public Task MeasureDirtyRateAsync(int seconds, DirtyRateMode mode, CancellationToken cancel) => turns.TakeAsync("dirty-rate", async turn =>
    {
        if (seconds is < 1 or > 60) throw Errors.ConfigUnsupported($"seconds={seconds} is invalid, please choose value within [1, 60].");
        if (turn.State.Running is null) throw Errors.NotRunning();
        var word = mode switch { DirtyRateMode.DirtyBitmap => "dirty-bitmap", DirtyRateMode.DirtyRing => "dirty-ring", _ => "page-sampling" };
        await Live().AskAsync(new CalcDirtyRate(seconds, word));
    }, cancel);
}
