namespace Aerostat.Autopilot;

/// <summary>Divides what is there among those who want it, by weight.</summary>
static class Water
{
    /// <summary>Lowers each want to what it gets. Who wants less than its part leaves the rest to the others.</summary>
    /// <param name="wants">Bytes, none negative; becomes what each one gets, together at most <paramref name="left"/>.</param>
    /// <param name="weights">All above zero.</param>
    public static void Fill(Span<double> wants, ReadOnlySpan<double> weights, double left)
    {
        double sum = 0;
        foreach (var want in wants) sum += want;
        if (sum <= left) return;
        // The level rises until all is spent: at each turn those who are full step out.
        double level = 0;
        Span<bool> full = wants.Length <= 512 ? stackalloc bool[wants.Length] : new bool[wants.Length];
        while (true)
        {
            double open = 0, spent = 0;
            for (var i = 0; i < wants.Length; i++)
            {
                if (full[i]) spent += wants[i];
                else open += weights[i];
            }
            if (open <= 0) return;
            level = Math.Max(0, left - spent) / open;
            var settled = true;
            for (var i = 0; i < wants.Length; i++)
            {
                if (full[i] || wants[i] > level * weights[i]) continue;
                full[i] = true;
                settled = false;
            }
            if (settled) break;
        }
        for (var i = 0; i < wants.Length; i++) if (!full[i]) wants[i] = level * weights[i];
    }
}
