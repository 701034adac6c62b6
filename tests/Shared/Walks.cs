namespace Aerostat.Tests.Shared;

/// <summary>The guide's walk-through, from define to undefine, on one kind of machine.</summary>
public static class Walks
{
    /// <returns>What was seen, step by step, made alike whatever the daemon.</returns>
    public static async Task<List<string>> WalkAsync(Client client, Machine machine, string script = "walk.txt")
    {
        await using var bridge = await Bridge.MakeAsync();
        var at = client.Daemon.At;
        at.Write("kvm1.xml", await machine.GuideXml(at, bridge.Name));
        using var player = new Player(client, bridge.Name);
        await player.PlayAsync(Script.Read(Path.Combine(Programs.Root, "tests/Shared/Scripts", script)));
        return player.Transcript;
    }
}
