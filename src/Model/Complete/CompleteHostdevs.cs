namespace Aerostat.Model;

/// <summary>A host device's model, and whether its driver is detached by us.</summary>
static class CompleteHostdevs
{
    public static Hostdev Of(Hostdev hostdev) => hostdev with
    {
        Managed = hostdev.Managed ?? false,
        Display = hostdev.Display ?? (hostdev is { Type: HostdevType.Mdev, Model: null or MdevModel.VfioPci } ? false : null),
        Model = hostdev.Model ?? (hostdev.Type is HostdevType.Mdev ? MdevModel.VfioPci : null),
        Source = hostdev.Source.Protocol is "iscsi" ? hostdev.Source with { Name = IscsiName(hostdev.Source.Name) } : hostdev.Source,
    };

    /// <summary>A target without a unit means the first.</summary>
    public static string? IscsiName(string? name) => name is null || name.Contains('/') ? name : name + "/0";
}
