namespace Aerostat.Qmp;

/// <param name="Name">The card's id, or its netdev's.</param>
public sealed record SetLink(string Name, bool Up) : Command<Empty>("set_link");

/// <summary>What the guest asked its cards to let through.</summary>
public sealed record QueryRxFilter(string? Name = null) : Command<RxFilter[]>("query-rx-filter");
public sealed record RxFilter(string Name, bool Promiscuous, string MainMac);
