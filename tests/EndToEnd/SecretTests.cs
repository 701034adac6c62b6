using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

public class SecretTests
{
    const string Open = "1a81f5b2-8403-7b23-c8d6-21ccc2f80d6f", Closed = "0a81f5b2-8403-7b23-c8d6-21ccc2f80d6f", Fleeting = "2a81f5b2-8403-7b23-c8d6-21ccc2f80d6f";

    [Fact]
    public async Task Secrets_outlive_the_daemon_but_for_those_that_are_not_to()
    {
        await using var tried = await Tried.StartAsync();
        await Define(tried, $"<secret><uuid>{Open}</uuid><usage type='ceph'><name>client</name></usage></secret>");
        await Define(tried, $"<secret private='yes'><uuid>{Closed}</uuid><usage type='volume'><volume>/x.img</volume></usage></secret>");
        await Define(tried, $"<secret ephemeral='yes'><uuid>{Fleeting}</uuid></secret>");
        foreach (var uuid in new[] { Open, Closed, Fleeting }) await tried.Virsh.Do($"secret-set-value {uuid} --base64 bm90aGluZw==");

        var kept = Directory.EnumerateFiles(tried.Daemon.At["etc/secrets"]).ToArray();
        Assert.Equal(4, kept.Length);
        Assert.All(kept, file => Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(file)));
        await tried.Daemon.KillAsync();
        await tried.Daemon.StartAsync();

        Assert.Equal("bm90aGluZw==", (await tried.Virsh.Do($"secret-get-value {Open}")).Trim());
        Assert.Contains("secret is private", (await tried.Virsh.Run($"secret-get-value {Closed}")).Err);
        Assert.Contains("no secret with matching uuid", (await tried.Virsh.Run($"secret-get-value {Fleeting}")).Err);
        Assert.Contains("read only access prevents virSecretGetValue", (await tried.Virsh.RunReadOnly($"secret-get-value {Open}")).Err);
        await tried.Virsh.Do($"secret-undefine {Closed}");
        Assert.DoesNotContain(Directory.EnumerateFiles(tried.Daemon.At["etc/secrets"]), file => file.Contains(Closed));
    }

    [Fact]
    public async Task One_thing_has_one_secret_and_a_private_one_stays_private()
    {
        await using var tried = await Tried.StartAsync();
        await Define(tried, $"<secret private='yes'><uuid>{Open}</uuid><usage type='tls'><name>n</name></usage></secret>");
        Assert.Contains("already defined for use with n", (await Try(tried, $"<secret><uuid>{Closed}</uuid><usage type='tls'><name>n</name></usage></secret>")).Err);
        Assert.Contains("is already defined for use with n", (await Try(tried, $"<secret><uuid>{Open}</uuid><usage type='tls'><name>m</name></usage></secret>")).Err);
        Assert.Contains("cannot change private flag", (await Try(tried, $"<secret><uuid>{Open}</uuid><usage type='tls'><name>n</name></usage></secret>")).Err);
        Assert.Contains("does not have a value", (await Try(tried, $"<secret><uuid>{Fleeting}</uuid></secret>")).Ok ? (await tried.Virsh.Run($"secret-get-value {Fleeting}")).Err : "");
    }

    static async Task Define(Tried tried, string xml) => (await Try(tried, xml)).OrThrow();

    static Task<Ran> Try(Tried tried, string xml) => tried.Virsh.Run($"secret-define {tried.Daemon.At.Write("secret.xml", xml)}");
}
