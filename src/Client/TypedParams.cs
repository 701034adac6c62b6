using Aerostat.Protocol;

namespace Aerostat.Client;

/// <summary>Settings and statistics that name themselves.</summary>
public static class TypedParams
{
    const uint StringsOkay = 4;

    /// <summary>Asks in the two steps of the old calls: how many there are, then for so many.</summary>
    /// <param name="connection">Where to ask.</param>
    /// <param name="ask">The call, given a count and flags; answers the parameters and their number.</param>
    /// <param name="cancel">Ends the question for what the server can.</param>
    public static async Task<TypedParam[]> ReadParamsAsync(
        this VirtConnection connection, Func<int, uint, Task<(TypedParam[] Params, int Count)>> ask, CancellationToken cancel = default)
    {
        var flags = await connection.HasAsync(Feature.TypedParamStrings, cancel).ConfigureAwait(false) ? StringsOkay : 0;
        var (_, count) = await ask(0, flags).ConfigureAwait(false);
        return count == 0 ? [] : (await ask(count, flags).ConfigureAwait(false)).Params;
    }

    public static TypedValue? Find(this IEnumerable<TypedParam> parameters, string field)
    {
        foreach (var parameter in parameters) if (parameter.Field == field) return parameter.Value;
        return null;
    }
}
