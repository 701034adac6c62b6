using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

public class ReadOnlyTests
{
    const uint Program = 0x2000_8086, ConnectOpen = 1, AuthList = 66;

    /// <summary>More than libvirt has.</summary>
    const uint LastProcedure = 480;

    [Fact]
    public async Task No_procedure_changes_anything_through_the_read_only_socket()
    {
        await using var tried = await Tried.StartAsync();
        await tried.Virsh.Do($"create {tried.Daemon.At.Write("ran.xml", SmallGuest.Xml("ran"))}");
        await SmallGuest.DefineAsync(tried.Virsh, "kept");
        var uuid = Guid.Parse((await tried.Virsh.Do("domuuid ran")).Trim()).ToByteArray(bigEndian: true);
        var (xml, saved, before) = (await tried.Virsh.Do("dumpxml ran"), await tried.Virsh.Do("dumpxml kept"), Snapshot(tried));

        // A domain's own reference, or nothing, and so many zeros: some length of these is the arguments of nearly every call.
        byte[] domain = [.. Text("ran"), .. uuid, 0, 0, 0, 1];
        var answers = 0;
        using Stranger stranger = new(tried.Daemon.Socket + "-ro");
        foreach (var procedure in Enumerable.Range(3, (int)LastProcedure - 3))
            foreach (var head in new[] { domain, [] })
                for (var zeros = 0; zeros < 80; zeros += 4)
                    if (stranger.Ask((uint)procedure, [.. head, .. new byte[zeros]])) answers++;

        Assert.InRange(answers, 30, int.MaxValue);
        Assert.Equal(before, Snapshot(tried));
        Assert.Equal(xml, await tried.Virsh.Do("dumpxml ran"));
        Assert.Equal(saved, await tried.Virsh.Do("dumpxml kept"));
        Assert.Equal("running", await tried.Virsh.State("ran"));
        Assert.DoesNotContain("failed unexpectedly", tried.Daemon.Said());
    }

    /// <summary>All that the daemon keeps, but for what it learned of emulators.</summary>
    static string Snapshot(Tried tried) => string.Join('\n', from folder in new[] { "etc", "lib", "run/qemu" }
                                                             from file in Directory.EnumerateFiles(tried.Daemon.At[folder], "*", SearchOption.AllDirectories)
                                                             where !file.Contains("/cache/", StringComparison.Ordinal)
                                                             orderby file
                                                             select $"{file} {(File.GetLastWriteTimeUtc(file)):O} {new FileInfo(file).Length}");

    static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Number((uint)bytes.Length), .. bytes, .. new byte[(4 - bytes.Length % 4) % 4]];
    }

    static byte[] Number(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    /// <summary>A client that knows frames and nothing else.</summary>
    sealed class Stranger : IDisposable
    {
        readonly Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        public Stranger(string path)
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            Assert.True(Ask(AuthList, []));
            Assert.True(Ask(ConnectOpen, [.. Number(1), .. Text("qemu:///system"), .. Number(1)]));
        }

        /// <returns>Whether the answer was no error.</returns>
        public bool Ask(uint procedure, byte[] arguments)
        {
            socket.Send([.. Number((uint)(28 + arguments.Length)), .. Number(Program), .. Number(1), .. Number(procedure), .. Number(0), .. Number(7), .. Number(0), .. arguments]);
            while (true)
            {
                var frame = Read((int)BinaryPrimitives.ReadUInt32BigEndian(Read(4)) - 4);
                // 1: a reply; else an event, or a stream's.
                if (BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(12)) == 1) return BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(20)) == 0;
            }
        }

        byte[] Read(int count)
        {
            var bytes = new byte[count];
            for (var at = 0; at < count;)
            {
                var got = socket.Receive(bytes.AsSpan(at));
                at += got > 0 ? got : throw new EndOfStreamException("the daemon hung up");
            }
            return bytes;
        }

        public void Dispose() => socket.Dispose();
    }
}
