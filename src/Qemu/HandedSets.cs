using Aerostat.Qmp;

namespace Aerostat.Qemu;

/// <summary>Files that a running QEMU has while the parts are made that name them by their set. Who uses one has a descriptor of his own by then: disposing takes back ours.</summary>
/// <remarks>Source: QAPI <c>add-fd</c>, <c>remove-fd</c>. Where the monitor is cut off, QEMU closes by itself what nobody uses.</remarks>
public sealed class HandedSets(IQmpClient qmp) : IAsyncDisposable
{
    readonly List<long> sets = [];

    /// <returns>The plan with the numbers that QEMU chose.</returns>
    public async Task<LaunchPlan> HandOverAsync(LaunchPlan plan, CancellationToken cancel)
    {
        foreach (var (key, set) in plan.Sets)
        {
            var added = await Plug.HandOverAsync(qmp, set.Descriptor, cancel);
            sets.Add(added.Set);
            plan = plan with { Sets = plan.Sets.SetItem(key, set with { Set = (int)added.Set }) };
        }
        return plan;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var set in sets)
        {
            try
            {
                await qmp.ExecuteAsync(new RemoveDescriptor(set), CancellationToken.None);
            }
            catch (QmpException)
            {
                // The monitor is gone, and the set with it.
            }
        }
    }
}
