using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>Somebody beyond the host: a namespace of the test's own, who knows the host's address and no guest's.</summary>
sealed class Outside : IAsyncDisposable
{
    const string Here = "10.213.78.1";

    /// <summary>Where he is found.</summary>
    public const string There = "10.213.78.2";

    readonly string name = $"out{Guid.NewGuid():N}"[..10];

    /// <summary>The host's card that leads to him.</summary>
    public string Card => name;

    public static async Task<Outside> MakeAsync()
    {
        Outside made = new();
        (await Ran.Shell($"""
            ip netns add {made.name} && ip link add {made.name} type veth peer name eth0 netns {made.name} && ip addr add {Here}/24 dev {made.name} && ip link set {made.name} up &&
            ip netns exec {made.name} ip addr add {There}/24 dev eth0 && ip netns exec {made.name} ip link set eth0 up
            """)).OrThrow();
        return made;
    }

    public async ValueTask DisposeAsync() => await Ran.Shell($"ip netns del {name}; ip link del {name}");
}
