using System.Collections.Immutable;
using System.Xml.Linq;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests.Sequences;

/// <summary>One sequence: each step is ordered of the daemon and of the model, and what comes of it must be the same.</summary>
sealed class Play(Tried tried, string guest, Sequence sequence)
{
    readonly List<string> said = [];
    Expected model = Expected.AtFirst;

    Client Virsh => tried.Virsh;

    public async Task TakeAsync(Step step)
    {
        if (!model.IsClear(step)) return;
        if (step is Plain { Verb: "kill daemon" })
        {
            await KillAsync();
            await AgreeAsync(model);
            return;
        }
        if (step is Plain { Verb: "kill QEMU" })
        {
            foreach (var pid in tried.Guests()) Signals.Send(pid, Signals.Kill);
            model = model.After(step, sequence.Boots) ?? model;
            await AgreeAsync(model);
            return;
        }
        var after = model.After(step, sequence.Boots);
        if (step.KilledAfter is { } milliseconds) await CutAsync(step, after, milliseconds);
        else await WholeAsync(step, after);
    }

    async Task WholeAsync(Step step, Expected? after)
    {
        var ran = await OrderAsync(step);
        said.Add($"{step}: {ran.Seen.Replace('\n', ' ').Trim()}");
        if (!ran.Ok && after is not null && (model.MayRefuse(step) || await IsFullAsync(step, ran))) after = null;
        Assert.True(ran.Ok == after is not null, $"{step} was to be {(after is null ? "refused" : "done")}:\n{Told}");
        model = after ?? model;
        if (step is Plain { Verb: "start" } && ran.Ok && sequence.Boots) await IsUpAsync();
        if (step is Detach && ran.Ok && sequence.Boots || step is Plain { Verb: "reset" }) await AgreeAsync(model);
        if (step is Plain { Verb: "reset" } && ran.Ok)
        {
            model = model with { Perhaps = [] };
            if (sequence.Boots) await IsUpAsync();
        }
    }

    /// <summary>The daemon goes down in the middle: each document is as it was, or as it was to be.</summary>
    async Task CutAsync(Step step, Expected? after, int milliseconds)
    {
        var ordered = OrderAsync(step);
        await Task.Delay(milliseconds);
        await KillAsync();
        var ran = await ordered;
        said.Add($"{step}: {ran.Seen.Replace('\n', ' ').Trim()}");
        Expected[] possible = after is null ? [model] : step is Plain { Verb: "start" or "destroy" or "reset" } ? [model, after] :
            [model, after, model with { Saved = after.Saved }, after with { Saved = model.Saved }];
        if (model.AsksOf(step, sequence.Boots) && step is Detach { Spare.Key: var key })
            possible = [.. possible.Select(one => one with { Leaving = model.Leaving, Perhaps = one.Perhaps.Add(key) })];
        await AgreeAsync(possible);
        if (step is Plain { Verb: "start" or "reset" } && model.Live is not null && sequence.Boots) await IsUpAsync();
    }

    async Task KillAsync()
    {
        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();
    }

    /// <summary>All agree, sooner or later, on what was last expected.</summary>
    public Task AgreeAsync() => AgreeAsync(model);

    async Task AgreeAsync(params Expected[] possible)
    {
        List<string> differences = [];
        try
        {
            await Wait.Until("agreement", async () => (differences = await TryDifferencesAsync(possible)).Count == 0, TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{string.Join("\n\n", differences)}\n\n{Told}");
        }
    }

    /// <summary>On a busy machine a QEMU that was just found again may need a moment to answer.</summary>
    async Task<List<string>> TryDifferencesAsync(Expected[] possible)
    {
        try
        {
            return await DifferencesAsync(possible);
        }
        catch (InvalidOperationException e)
        {
            return [e.Message];
        }
    }

    async Task<List<string>> DifferencesAsync(Expected[] possible)
    {
        var saved = await DocumentAsync("--inactive");
        var isOn = (await Virsh.State(guest)) is not "shut off";
        var live = isOn ? await DocumentAsync("") : null;
        var (savedDevices, liveDevices) = (saved.Devices(), live?.Devices());
        if (possible.FirstOrDefault(one => Is(one, savedDevices, liveDevices)) is not { } found)
            return [$"told:\nsaved: {Expected.Text(savedDevices)}\nlive: {Expected.Text(liveDevices)}\nexpected:\n{string.Join("\nor:\n", possible.Select(one => one.ToString()))}"];
        var guests = tried.Guests();
        List<string> differences = [.. saved.Slips(live: false), .. live?.Slips(live: true) ?? []];
        if (guests.Length != (isOn ? 1 : 0)) differences.Add($"{guests.Length} QEMU processes, and the guest is {(isOn ? "on" : "off")}");
        else if (live is not null) differences.AddRange(await new Seen(Virsh, guest, guests[0]).DifferencesAsync(live));
        differences.AddRange(await Seen.WrongOwnersAsync(tried.Daemon.At, [.. live?.Images ?? []]));
        if (sequence.Boots && live is not null && differences.Count == 0) differences.AddRange(await InsideAsync(live));
        // What may have been on its way, and is gone, was.
        if (differences.Count == 0) model = found with { Live = liveDevices, Perhaps = liveDevices is null ? [] : [.. found.Perhaps.Where(liveDevices.ContainsKey)] };
        return differences;
    }

    /// <summary>Devices that perhaps were on their way may have gone, at a reset.</summary>
    static bool Is(Expected one, ImmutableSortedDictionary<string, string> saved, ImmutableSortedDictionary<string, string>? live) =>
        Expected.Text(one.Saved) == Expected.Text(saved) && (one.Live is null ? live is null : live is not null && Expected.Text(one.Live.RemoveRange(one.Perhaps.Where(key => !live.ContainsKey(key)))) == Expected.Text(live));

    /// <summary>Serial numbers of disks and addresses of cards, as the system in the guest finds them.</summary>
    async Task<IEnumerable<string>> InsideAsync(Told live)
    {
        using var shell = await GuestShell.OpenAsync(tried.Daemon.At["sock/shell"]);
        var (disks, cards) = ((await shell.Run("lsblk")).Out, (await shell.Run("lsnet")).Out);
        return from device in live.Devices()
               let spare = Spare.All.FirstOrDefault(spare => spare.Key == device.Key)
               where spare is { IsCard: true } && !cards.Contains(spare.Key, StringComparison.Ordinal) || spare is not null && spare.Document.Contains("<serial>") && !disks.Contains($"on-{spare.Key}", StringComparison.Ordinal)
               select $"{device.Key} is not seen in the guest:\n{disks}\n{cards}";
    }

    async Task<Told> DocumentAsync(string flags) => Sequences.Told.Parse(await Virsh.Do($"dumpxml {guest} {flags}"));

    async Task IsUpAsync()
    {
        using var shell = await GuestShell.OpenAsync(tried.Daemon.At["sock/shell"]);
        (await shell.Run("true")).OrThrow();
    }

    /// <summary>No root port is left: what a person reads tells so.</summary>
    async Task<bool> IsFullAsync(Step step, Ran ran) =>
        step is Attach && ran.Err.Contains("No more available PCI slots") && (await DocumentAsync("")) is { FreePorts: 0, HasPorts: true };

    Task<Ran> OrderAsync(Step step)
    {
        var at = tried.Daemon.At;
        return Virsh.Run(step switch
        {
            Attach { Spare: var spare, Flags: var flags } => $"attach-device {guest} {at[$"{spare.Key}.xml"]} {flags}",
            Detach { ByAlias: true, Spare: var spare, Flags: var flags } => $"detach-device-alias {guest} {spare.Key} {flags}",
            Detach { Spare: var spare, Flags: var flags } => $"detach-device {guest} {at[$"{spare.Key}.xml"]} {flags}",
            Link link => $"update-device {guest} {at.Write("link.xml", WithLink(File.ReadAllText(at[$"{link.Spare.Key}.xml"]), link.Up))} {link.Flags}",
            Medium medium => $"update-device {guest} {at.Write("medium.xml", $"<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>{(medium.Image is null ? "" : $"<source file='{at[medium.Image]}'/>")}<target dev='{Spare.Drive}' bus='scsi'/><readonly/></disk>")} {medium.Flags}",
            Plain { Verb: "start" } => $"start {guest} {(sequence.Boots ? "" : "--paused")}",
            Plain { Verb: var verb } => $"{verb} {guest}",
            _ => throw new ArgumentException($"no order for {step}"),
        });
    }

    static string WithLink(string card, bool up)
    {
        var element = XElement.Parse(card);
        element.Add(new XElement("link", new XAttribute("state", up ? Expected.Up : Expected.Down)));
        return element.ToString();
    }

    string Told => $"{sequence}\n{string.Join('\n', said)}\n{model}\n{string.Join('\n', tried.Daemon.Said().Split('\n').TakeLast(20))}";
}
