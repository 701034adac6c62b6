namespace Aerostat.Cli.Commands;

/// <summary>The pilot's decisions, oldest first.</summary>
static class PilotLog
{
    public static void Show(Ask ask, IEnumerable<PilotView> guests) => ask.Out.View(
        [("Time", "time"), ("Guest", "guest"), ("From", "from_bytes"), ("To", "to_bytes"), ("Reason", "reason"), ("Acted", "acted"), ("Numbers", "numbers")],
        guests.SelectMany(g => g.Entries).OrderBy(e => e.At).ThenBy(e => e.Guest, StringComparer.Ordinal).Select(e => (IReadOnlyList<Cell>)
        [
            new(e.At.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture), e.At.ToUnixTimeMilliseconds() / 1000.0), e.Guest,
            new(PilotView.Size(e.From), e.From), new(PilotView.Size(e.To), e.To), e.Reason, new(e.Acted ? "yes" : "no", e.Acted), e.Numbers,
        ]));
}
