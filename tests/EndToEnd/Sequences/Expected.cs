using System.Collections.Immutable;

namespace Aerostat.EndToEnd.Tests.Sequences;

using Devices = ImmutableSortedDictionary<string, string>;

/// <summary>What a guest is to have: each device by its key, with what of it can change (a card's link, the medium of the drive).</summary>
/// <param name="Live">Null: it is off.</param>
/// <param name="Leaving">Asked for and not let go yet: a reset takes them.</param>
/// <param name="Perhaps">A daemon was killed while it asked: a reset may take them.</param>
sealed record Expected(Devices Saved, Devices? Live, ImmutableHashSet<string> Leaving, ImmutableHashSet<string> Perhaps)
{
    public const string Empty = "empty", Up = "up", Down = "down";

    public static readonly Expected AtFirst = new(Devices.Empty.Add(Spare.Drive, Empty), null, [], []);

    /// <summary>What a step leads to.</summary>
    /// <param name="boots">There is a system in the guest that lets devices go.</param>
    /// <returns>Null: it has to be refused, and to change nothing.</returns>
    public Expected? After(Step step, bool boots) => step switch
    {
        Attach { Spare: var spare } attach => Each(Targets(attach), (devices, isLive) =>
            devices.ContainsKey(spare.Key) || isLive && Spare.All.Any(other => other.Image is { } image && image == spare.Image && devices.ContainsKey(other.Key))
                ? null : devices.Add(spare.Key, spare.IsCard ? Up : "")),
        Detach { Spare: var spare } detach => Each(Targets(detach), (devices, isLive) =>
            !devices.ContainsKey(spare.Key) ? null : isLive && spare.AsksGuest && !boots ? devices : devices.Remove(spare.Key)) is { } next
                ? AsksOf(detach, boots) ? next with { Leaving = next.Leaving.Add(spare.Key) } : next : null,
        Link link => Each(Targets(link), (devices, _) => devices.ContainsKey(link.Spare.Key) ? devices.SetItem(link.Spare.Key, link.Up ? Up : Down) : null),
        Medium medium => Each(Targets(medium.Flags), (devices, _) => devices.SetItem(Spare.Drive, medium.Image ?? Empty)),
        Plain { Verb: "start" } => Live is not null || SharesAnImage(Saved) ? null : this with { Live = Saved, Leaving = [], Perhaps = [] },
        Plain { Verb: "destroy" or "kill QEMU" } => Live is null ? null : this with { Live = null, Leaving = [], Perhaps = [] },
        Plain { Verb: "reset" } => Live is null ? null : this with { Live = Live.RemoveRange(Leaving), Leaving = [] },
        _ => this,
    };

    /// <summary>Two of a kind are no matter to a document: what would come of it is nobody's to say, and not tried.</summary>
    public bool IsClear(Step step) => step is not Attach { Spare: { IsDisk: false } spare } attach
        || Targets(attach) is not { } at || !((at.Live && Live!.ContainsKey(spare.Key)) || (at.Config && Saved.ContainsKey(spare.Key)));

    /// <summary>Whether a step ends in asking a guest that is not there.</summary>
    public bool AsksOf(Step step, bool boots) => !boots && step is Detach { Spare: { AsksGuest: true } spare } detach && Targets(detach) is { Live: true } && Live!.ContainsKey(spare.Key);

    /// <summary>QEMU's own answer may be that the device is on its way already.</summary>
    public bool MayRefuse(Step step) => step is Detach detach && (Leaving.Contains(detach.Spare.Key) || Perhaps.Contains(detach.Spare.Key));

    (bool Live, bool Config)? Targets(Change change) => Targets(change.IsOld ? "--live" : change.Flags);

    /// <summary>Where virsh means a change to go; null: not to a guest that is off.</summary>
    (bool Live, bool Config)? Targets(string flags) => (flags, Live is not null) switch
    {
        ("--config", _) => (false, true),
        ("--live" or "--live --config", false) => null,
        ("--live", true) => (true, false),
        ("--live --config" or "--persistent", true) => (true, true),
        (_, true) => (true, false),
        (_, false) => (false, true),
    };

    static bool SharesAnImage(Devices devices) =>
        Spare.All.Where(spare => spare.Image is not null && devices.ContainsKey(spare.Key)).GroupBy(spare => spare.Image).Any(same => same.Count() > 1);

    /// <summary>Both or neither.</summary>
    Expected? Each((bool Live, bool Config)? targets, Func<Devices, bool, Devices?> change)
    {
        if (targets is not var (live, config)) return null;
        var (nextSaved, nextLive) = (config ? change(Saved, false) : Saved, live ? change(Live!, true) : Live);
        return nextSaved is null || live && nextLive is null ? null : this with { Saved = nextSaved, Live = nextLive };
    }

    public static string Text(Devices? devices) => devices is null ? "off" : string.Join(' ', devices.Select(device => device.Value.Length > 0 ? $"{device.Key}={device.Value}" : device.Key));

    public override string ToString() => $"saved: {Text(Saved)}\nlive: {Text(Live)}";
}
