using System.Globalization;
using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>One limit on each of the host's block devices, as clients write them all: <c>/dev/sda,300,/dev/sdb,400</c>; zero takes one away.</summary>
/// <remarks>Source: <c>VIR_DOMAIN_BLKIO_DEVICE_*</c>, in libvirt's order.</remarks>
sealed record BlkioField(string Name, ulong Most, Func<BlkioDevice, ulong?> Of, Func<BlkioDevice, ulong?, BlkioDevice> With)
{
    public static readonly IReadOnlyList<BlkioField> All =
    [
        new("device_weight", uint.MaxValue, d => d.Weight, (d, v) => d with { Weight = (uint?)v }),
        new("device_read_iops_sec", uint.MaxValue, d => d.ReadIops, (d, v) => d with { ReadIops = (uint?)v }),
        new("device_write_iops_sec", uint.MaxValue, d => d.WriteIops, (d, v) => d with { WriteIops = (uint?)v }),
        new("device_read_bytes_sec", ulong.MaxValue, d => d.ReadBytes, (d, v) => d with { ReadBytes = v }),
        new("device_write_bytes_sec", ulong.MaxValue, d => d.WriteBytes, (d, v) => d with { WriteBytes = v }),
    ];

    public string Text(BlkioTune tune) => string.Join(',', tune.Devices.Where(device => Of(device) is > 0)
        .Select(device => string.Create(CultureInfo.InvariantCulture, $"{device.Path},{Of(device)}")));

    /// <exception cref="VirtException"><see cref="ErrorCode.InvalidArg"/>: not pairs of a path and a number.</exception>
    public BlkioTune Read(BlkioTune tune, string text)
    {
        var words = text.Split(',');
        if (text.Length == 0 || words.Length % 2 != 0 || words.Where((_, at) => at % 2 == 0).Any(path => path.Length == 0))
            throw Errors.Argument($"unable to parse blkio device '{Name}' '{text}'");
        foreach (var pair in words.Chunk(2))
        {
            if (!ulong.TryParse(pair[1], CultureInfo.InvariantCulture, out var value) || value > Most)
                throw Errors.Argument($"invalid value '{pair[1]}' for parameter '{Name}' of device '{pair[0]}'");
            var known = tune.Devices.FirstOrDefault(device => device.Path == pair[0]);
            var next = With(known ?? new() { Path = pair[0] }, value == 0 ? null : value);
            tune = tune with { Devices = known is null ? tune.Devices.Add(next) : tune.Devices.Map(device => device == known ? next : device) };
        }
        // A device of which nothing is said any more.
        return tune with { Devices = tune.Devices.Where(device => All.Any(field => field.Of(device) is > 0)) };
    }
}
