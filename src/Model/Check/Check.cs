using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Holds a completed definition against what can be.</summary>
public static class Check
{
    /// <exception cref="VirtException">The first of the problems.</exception>
    public static void Definition(DomainDefinition definition, Platform platform)
    {
        foreach (var problem in Problems(definition, platform)) throw problem.ToException();
    }

    /// <summary>All that is wrong, worst first.</summary>
    public static IEnumerable<Problem> Problems(DomainDefinition v, Platform platform) =>
        CheckIdentity.Problems(v, platform)
            .Concat(CheckProcessors.Problems(v, platform))
            .Concat(CheckFirmware.Problems(v))
            .Concat(CheckMachine.Problems(v, platform))
            .Concat(CheckTuning.Problems(v))
            .Concat(CheckHostdevs.Problems(v))
            .Concat(CheckImages.Problems(v))
            .Concat(CheckChars.Problems(v))
            .Concat(CheckDisks.Problems(v))
            .Concat(CheckDiskPlaces.Problems(v))
            .Concat(CheckDiskFronts.Problems(v))
            .Concat(CheckInterfaces.Problems(v))
            .Concat(CheckNuma.Problems(v))
            .Concat(CheckFilesystems.Problems(v))
            .Concat(CheckSmallDevices.Problems(v))
            .Concat(CheckControllers.Problems(v))
            .Concat(CheckLimits.Problems(v))
            .Concat(CheckClock.Problems(v))
            .Concat(CheckDiskOptions.Problems(v))
            .Concat(CheckVideos.Problems(v))
            .Concat(CheckRareDevices.Problems(v, platform))
            .Concat(CheckPciTargets.Problems(v))
            .Concat(CheckDevices.Problems(v, platform));
}
