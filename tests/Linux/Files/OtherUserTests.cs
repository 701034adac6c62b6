namespace Aerostat.Linux.Tests;

public sealed class OtherUserTests : IDisposable
{
    const uint Nobody = 65534;

    readonly string top = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(top, recursive: true);

    [Fact]
    public void The_folder_that_is_closed_to_a_user_is_named()
    {
        Assert.SkipUnless(Host.IsRoot, "another user's eyes take root");
        var closed = Directory.CreateDirectory(Path.Combine(top, "closed")).FullName;
        var image = Path.Combine(Directory.CreateDirectory(Path.Combine(closed, "images")).FullName, "a.img");
        File.WriteAllText(image, "a");
        Files.SetMode(top, 0b111_101_101);
        Files.SetMode(closed, 0b111_000_000);

        var self = Self();
        Assert.Equal(closed, OtherUser.Obstacle(image, Nobody, Nobody, []));
        Files.SetMode(closed, 0b111_101_101);
        Assert.Null(OtherUser.Obstacle(image, Nobody, Nobody, []));
        Assert.Null(OtherUser.Obstacle(Path.Combine(closed, "not-there"), Nobody, Nobody, []));
        // A group alone opens it too.
        Files.SetMode(closed, 0b111_001_000);
        Files.SetOwner(closed, null, 4711);
        Assert.Null(OtherUser.Obstacle(image, Nobody, Nobody, [4711]));
        Assert.Equal(self, Self());
        Assert.True(File.Exists(image));
    }

    /// <summary>Who this thread is: its users, groups and capabilities.</summary>
    static string[] Self() => [.. File.ReadAllLines("/proc/thread-self/status").Where(line => line.Split(':')[0] is "Uid" or "Gid" or "Groups" or "CapEff" or "CapPrm")];
}
