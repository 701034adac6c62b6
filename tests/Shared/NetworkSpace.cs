using System.Diagnostics;

namespace Aerostat.Tests.Shared;

/// <summary>A network of a test's own, with its bridges, taps and tables of rules: what is done there the machine never notices.</summary>
public sealed class NetworkSpace : IAsyncDisposable
{
    public const string Bridge = "br0";

    public string Name { get; } = $"ae{Guid.NewGuid():N}"[..10];

    /// <summary>Null where one can be made, else why not.</summary>
    public static string? Missing => Shared.Bridge.Missing;

    /// <param name="address">Of its bridge; null: none.</param>
    /// <param name="more">What is made there besides.</param>
    public static async Task<NetworkSpace> MakeAsync(string? address = null, string more = "true")
    {
        NetworkSpace made = new();
        (await Ran.Shell($"ip netns add {made.Name}")).OrThrow();
        (await made.Run($"ip link set lo up && ip link add {Bridge} type bridge && ip link set {Bridge} up && {(address is null ? "true" : $"ip addr add {address} dev {Bridge}")} && {more}")).OrThrow();
        return made;
    }

    /// <summary>Runs a command there.</summary>
    public Task<Ran> Run(string command) => Ran.Of("ip", ["netns", "exec", Name, "sh", "-c", command]);

    /// <summary>The same program, started there.</summary>
    public ProcessStartInfo Within(ProcessStartInfo program)
    {
        ProcessStartInfo there = new("ip", ["netns", "exec", Name, program.FileName, .. program.ArgumentList]);
        foreach (var (name, value) in program.Environment) there.Environment[name] = value;
        return there;
    }

    /// <summary>Every rule upon a port, of frames and of packets, as the tools tell them.</summary>
    public async Task<string[]> RulesAsync() =>
        [.. (await Run("ebtables-save -t nat; iptables-save -t filter; ip6tables-save -t filter")).OrThrow().Out.Split('\n').Where(line => line.StartsWith("-A ", StringComparison.Ordinal))];

    public async ValueTask DisposeAsync() => await Ran.Shell($"ip netns del {Name}");
}
