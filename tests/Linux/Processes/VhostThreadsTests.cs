namespace Aerostat.Linux.Tests;

public sealed class VhostThreadsTests
{
    [Fact]
    public void Only_children_of_kthreadd_by_the_owners_name_are_its_threads()
    {
        var proc = Directory.CreateTempSubdirectory().FullName;
        Told(1200, "vhost-999", parent: 2);
        Told(1201, "vhost-999", parent: 2);
        Told(1202, "vhost-9999", parent: 2);
        Told(1203, "vhost-999", parent: 1);
        Directory.CreateDirectory(Path.Combine(proc, "sys"));

        Assert.Equal([1200, 1201], VhostThreads.Of(999, proc));
        Directory.Delete(proc, recursive: true);

        void Told(int pid, string name, int parent)
        {
            var folder = Directory.CreateDirectory(Path.Combine(proc, $"{pid}")).FullName;
            File.WriteAllText(Path.Combine(folder, "comm"), name + "\n");
            File.WriteAllText(Path.Combine(folder, "stat"), $"{pid} ({name}) S {parent} {string.Join(' ', Enumerable.Repeat(0, 48))}\n");
        }
    }
}
