using Aerostat.Engine.Domains;
using Aerostat.Qmp;
using Aerostat.Values;

namespace Aerostat.Engine.Tests.Domains;

/// <summary>What an order must leave a guest: only what surely kills is refused.</summary>
public class LeastMemoryTests
{
    const ulong MiB = 1 << 20, Unknown = ulong.MaxValue;

    static GuestStatValues Told(ulong total, ulong usable, ulong swapOut = 0) => new(0, swapOut, 0, 0, 0, total, usable, 0, 0, 0);

    static ulong Least(ulong maximum, GuestStatValues? told = null, double? age = 1, Bytes? swap = null, bool deflates = false, ulong? actual = null) =>
        LeastMemory.Of(Bytes.Mib(maximum), Bytes.Mib(actual ?? 980), told, age, swap, deflates).Size.InMib;

    [Theory]
    [InlineData(512, 16)]
    [InlineData(4096, 16)]
    [InlineData(65536, 256)]
    [InlineData(20, 10)]
    public void A_guest_that_tells_nothing_keeps_what_any_kernel_needs(ulong maximum, ulong least) => Assert.Equal(least, Least(maximum));

    [Fact]
    public void A_guest_that_tells_keeps_half_of_what_it_uses() => Assert.Equal(150UL, Least(1024, Told(980 * MiB, 680 * MiB)));

    [Fact]
    public void What_its_kernel_keeps_is_in_use()
    {
        Assert.Equal(172UL, Least(1024, Told(980 * MiB, 680 * MiB), actual: 1024));
        // A balloon that gives back a GiB just now is no kernel's.
        Assert.Equal(278UL, Least(2048, Told(980 * MiB, 680 * MiB), actual: 2048));
    }

    [Fact]
    public void What_it_can_swap_it_can_do_without()
    {
        Assert.Equal(150UL, Least(1024, Told(980 * MiB, 680 * MiB), swap: Bytes.Mib(100)));
        Assert.Equal(225UL, Least(1024, Told(980 * MiB, 680 * MiB), swap: Bytes.Zero));
        Assert.Equal(16UL, Least(1024, Told(980 * MiB, 680 * MiB), swap: Bytes.Gib(4)));
        // It swaps, and nobody knows how much it still may.
        Assert.Equal(16UL, Least(1024, Told(980 * MiB, 680 * MiB, swapOut: MiB)));
    }

    [Fact]
    public void Who_takes_back_what_it_needs_is_taken_at_its_word() => Assert.Equal(16UL, Least(1024, Told(980 * MiB, 0), deflates: true));

    [Fact]
    public void Old_strange_and_missing_figures_count_for_nothing()
    {
        Assert.Equal(16UL, Least(1024, Told(980 * MiB, 80 * MiB), age: 31));
        Assert.Equal(16UL, Least(1024, Told(980 * MiB, 80 * MiB), age: null));
        Assert.Equal(16UL, Least(1024, Told(Unknown, 80 * MiB)));
        Assert.Equal(16UL, Least(1024, Told(980 * MiB, Unknown)));
        Assert.Equal(16UL, Least(1024, Told(100 * MiB, 200 * MiB)));
    }
}
