using System.Diagnostics;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

public class HungFileServerTests
{
    [Fact]
    public async Task A_file_server_that_hangs_stops_its_own_guest_alone_and_gets_its_files_back()
    {
        Assert.SkipUnless(File.Exists("/dev/fuse") && Environment.UserName == "root", "a file server of our own takes root and /dev/fuse");
        await using var tried = await Tried.StartAsync();
        var (real, served) = (tried.Daemon.At.Folder("real"), tried.Daemon.At.Folder("served"));
        await File.WriteAllBytesAsync($"{real}/a.img", new byte[1 << 20], TestContext.Current.CancellationToken);
        using var server = Process.Start("bindfs", ["-f", real, served]);
        try
        {
            await Wait.Until("the server", () => Task.FromResult(File.Exists($"{served}/a.img")));
            await SmallGuest.DefineAsync(tried.Virsh, "served", $"<disk type='file'><source file='{served}/a.img'/><target dev='vda' bus='virtio'/></disk>");
            await SmallGuest.DefineAsync(tried.Virsh, "well");
            await tried.Virsh.Do("start served");
            Assert.NotEqual("root", await OwnerAsync());

            Signals.Send(server.Id, Signals.Stop);
            await tried.Virsh.Do("start well");
            await tried.Virsh.Do("domstats --nowait");
            await tried.Virsh.Do("destroy served");
            Assert.Contains("Timed out", (await tried.Virsh.Run("start served")).Err);
            await tried.Virsh.Do("destroy well");

            Signals.Send(server.Id, Signals.Continue);
            await Wait.Until("the file to be given back", async () => await OwnerAsync() == "root");
            await tried.Virsh.Do("start served");
            await tried.Virsh.Do("destroy served");
            Assert.Equal("root", await OwnerAsync());
        }
        finally
        {
            Signals.Send(server.Id, Signals.Kill);
            await server.WaitForExitAsync(CancellationToken.None);
            await Ran.Of("umount", ["--lazy", served]);
        }

        async Task<string> OwnerAsync() => (await Ran.Of("stat", ["-c", "%U", $"{real}/a.img"])).Out.Trim();
    }
}
