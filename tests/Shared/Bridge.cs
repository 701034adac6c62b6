namespace Aerostat.Tests.Shared;

/// <summary>A bridge of a test's own.</summary>
public sealed class Bridge : IAsyncDisposable
{
    public string Name { get; } = $"ab{Guid.NewGuid():N}"[..10];

    /// <summary>Null where bridges can be made, else why not.</summary>
    public static string? Missing => Environment.UserName != "root" ? "a bridge needs root" : !File.Exists("/dev/net/tun") ? "no /dev/net/tun" : null;

    public static async Task<Bridge> MakeAsync()
    {
        var bridge = new Bridge();
        (await Ran.Shell($"ip link add {bridge.Name} type bridge && ip link set {bridge.Name} up")).OrThrow();
        return bridge;
    }

    public async ValueTask DisposeAsync() => await Ran.Shell($"ip link del {Name}");
}
