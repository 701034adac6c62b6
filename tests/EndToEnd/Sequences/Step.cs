namespace Aerostat.EndToEnd.Tests.Sequences;

/// <summary>What is done to a guest, as a person types it; a step may be cut short by the end of the daemon.</summary>
abstract record Step
{
    /// <summary>Null: nothing happens meanwhile; else the daemon is killed so many milliseconds after the order.</summary>
    public int? KilledAfter { get; init; }

    protected string Cut => KilledAfter is { } after ? $" (daemon killed after {after} ms)" : "";
}

/// <param name="Flags">As virsh takes them: where the change is meant for.</param>
abstract record Change(Spare Spare, string Flags) : Step
{
    /// <summary>Calls from before there were flags, which virsh makes where it is given none, are for running guests.</summary>
    public virtual bool IsOld => false;
}

sealed record Attach(Spare Spare, string Flags) : Change(Spare, Flags)
{
    public override bool IsOld => Flags.Length == 0;

    public override string ToString() => $"attach {Spare.Key} {Flags}{Cut}";
}

/// <param name="ByAlias">Else by its document. By alias virsh knows no <c>--persistent</c>.</param>
sealed record Detach(Spare Spare, string Flags, bool ByAlias) : Change(Spare, Flags)
{
    public override bool IsOld => Flags.Length == 0 && !ByAlias;

    public override string ToString() => $"detach {Spare.Key} {Flags}{Cut}";
}

sealed record Link(Spare Spare, string Flags, bool Up) : Change(Spare, Flags)
{
    public override string ToString() => $"link {Spare.Key} {(Up ? "up" : "down")} {Flags}{Cut}";
}

/// <param name="Image">Null: the drive is emptied.</param>
sealed record Medium(string? Image, string Flags) : Step
{
    public override string ToString() => $"medium {Image ?? "none"} {Flags}{Cut}";
}

sealed record Plain(string Verb) : Step
{
    public override string ToString() => Verb + Cut;
}

static class Steps
{
    static readonly Gen<string> Flags = Gen.Frequency(
        (5, Gen.Const("--live")), (3, Gen.Const("--config")), (3, Gen.Const("--live --config")), (2, Gen.Const("")), (1, Gen.Const("--current")), (2, Gen.Const("--persistent")));

    static readonly Gen<Spare> Spares = Gen.OneOf(Spare.All), Cards = Gen.OneOf([.. Spare.All.Where(spare => spare.IsCard)]);

    /// <summary>What asks the guest waits five seconds for one that is not there: it comes seldom.</summary>
    static readonly Gen<Spare> Leavers = Gen.Frequency(
        (12, Gen.OneOf([.. Spare.All.Where(spare => !spare.AsksGuest)])), (1, Gen.OneOf([.. Spare.All.Where(spare => spare.AsksGuest)])));

    static readonly Gen<Step> Any = Gen.Frequency<Step>(
        (14, Gen.Select(Spares, Flags, (spare, flags) => (Step)new Attach(spare, flags))),
        (9, Gen.Select(Leavers, Flags, Gen.Bool, (spare, flags, byAlias) => (Step)new Detach(spare, flags, byAlias && spare.HasAlias && flags is not "--persistent"))),
        (3, Gen.Select(Cards, Flags, Gen.Bool, (card, flags, up) => (Step)new Link(card, flags, up))),
        (3, Gen.Select(Gen.OneOf<string?>(null, "one.iso", "two.iso"), Flags, (image, flags) => (Step)new Medium(image, flags))),
        (5, Gen.Frequency((4, Gen.Const("start")), (3, Gen.Const("destroy")), (3, Gen.Const("reset")), (3, Gen.Const("kill daemon")), (1, Gen.Const("kill QEMU"))).Select(verb => (Step)new Plain(verb))));

    public static readonly Gen<Step> One = Gen.Select(Any, Gen.Frequency((11, Gen.Const(-1)), (1, Gen.Int[0, 60])), (step, after) =>
        after < 0 || step is Plain { Verb: "kill daemon" or "kill QEMU" } ? step : step with { KilledAfter = after });
}
