using System.Buffers.Binary;
using System.Net.Sockets;
using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Tests.Shared;
using Aerostat.Values;

namespace Aerostat.Differential.Tests;

/// <summary>What no command of virsh says, but any stranger can: flags that there are not, and bytes that are no message.</summary>
[Collection(nameof(Pair))]
public class WireRefusalTests(Pair pair)
{
    const uint Unknown = 0x4000_0000;

    /// <param name="Busy">The domain that runs.</param>
    sealed record Asked(VirtConnection Connection, DomainRef Kept, DomainRef Busy)
    {
        public Task<TRet> Call<TArgs, TRet>(Procedure<TArgs, TRet> procedure, TArgs args) where TArgs : struct, IXdr<TArgs> where TRet : struct, IXdr<TRet> =>
            Connection.CallAsync(procedure, args, TestContext.Current.CancellationToken);
    }

    static readonly Dictionary<string, Func<Asked, Task>> Calls = new()
    {
        ["start"] = a => a.Call(Remote.DomainCreateWithFlags, new(a.Kept, Unknown)),
        ["create"] = a => a.Call(Remote.DomainCreateXml, new(Guests.Bad(), Unknown)),
        ["define"] = a => a.Call(Remote.DomainDefineXmlFlags, new(Guests.Bad(), Unknown)),
        ["undefine"] = a => a.Call(Remote.DomainUndefineFlags, new(a.Kept, Unknown)),
        ["destroy"] = a => a.Call(Remote.DomainDestroyFlags, new(a.Busy, Unknown)),
        ["shutdown"] = a => a.Call(Remote.DomainShutdownFlags, new(a.Busy, Unknown)),
        ["reboot"] = a => a.Call(Remote.DomainReboot, new(a.Busy, Unknown)),
        ["reset"] = a => a.Call(Remote.DomainReset, new(a.Busy, Unknown)),
        ["XML"] = a => a.Call(Remote.DomainGetXmlDesc, new(a.Kept, Unknown)),
        ["state"] = a => a.Call(Remote.DomainGetState, new(a.Kept, Unknown)),
        ["list"] = a => a.Call(Remote.ConnectListAllDomains, new(true, Unknown)),
        ["setmem"] = a => a.Call(Remote.DomainSetMemoryFlags, new(a.Busy, 16384, Unknown)),
        ["memory statistics"] = a => a.Call(Remote.DomainMemoryStats, new(a.Busy, 8, Unknown)),
        ["statistics period"] = a => a.Call(Remote.DomainSetMemoryStatsPeriod, new(a.Busy, 1, Unknown)),
        ["setvcpus"] = a => a.Call(Remote.DomainSetVcpusFlags, new(a.Kept, 1, Unknown)),
        ["vcpucount"] = a => a.Call(Remote.DomainGetVcpusFlags, new(a.Kept, Unknown)),
        ["vcpupin"] = a => a.Call(Remote.DomainPinVcpuFlags, new(a.Busy, 0, [1], Unknown)),
        ["vcpupin, read"] = a => a.Call(Remote.DomainGetVcpuPinInfo, new(a.Busy, 1, 1, Unknown)),
        ["emulatorpin"] = a => a.Call(Remote.DomainPinEmulator, new(a.Busy, [1], Unknown)),
        ["emulatorpin, read"] = a => a.Call(Remote.DomainGetEmulatorPinInfo, new(a.Busy, 1, Unknown)),
        ["attach"] = a => a.Call(Remote.DomainAttachDeviceFlags, new(a.Busy, "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>", Unknown)),
        ["detach"] = a => a.Call(Remote.DomainDetachDeviceFlags, new(a.Busy, "<memballoon model='virtio'/>", Unknown)),
        ["update"] = a => a.Call(Remote.DomainUpdateDeviceFlags, new(a.Busy, "<memballoon model='virtio'/>", Unknown)),
        ["detach by alias"] = a => a.Call(Remote.DomainDetachDeviceAlias, new(a.Busy, "balloon0", Unknown)),
        ["rename"] = a => a.Call(Remote.DomainRename, new(a.Kept, "other", Unknown)),
        ["block info"] = a => a.Call(Remote.DomainGetBlockInfo, new(a.Busy, "sda", Unknown)),
        ["all statistics"] = a => a.Call(Remote.ConnectGetAllDomainStats, new([], 0, Unknown)),
        ["messages"] = a => a.Call(Remote.DomainGetMessages, new(a.Kept, Unknown)),
        ["console"] = a => a.Call(Remote.DomainOpenConsole, new(a.Busy, null, Unknown)),
        ["interface addresses"] = a => a.Call(Remote.DomainInterfaceAddresses, new(a.Busy, 0, Unknown)),
        ["native XML"] = a => a.Call(Remote.ConnectDomainXmlToNative, new("qemu-argv", Guests.Bad(), Unknown)),
        ["checkpoints"] = a => a.Call(Remote.DomainListAllCheckpoints, new(a.Kept, true, Unknown)),
        ["checkpoints, none"] = a => a.Call(Remote.DomainListAllCheckpoints, new(a.Busy, true, 1)),
        ["a checkpoint"] = a => a.Call(Remote.DomainCheckpointLookupByName, new(a.Busy, "none", 0)),
        ["a backup's document"] = a => a.Call(Remote.DomainBackupGetXmlDesc, new(a.Busy, 0)),
        ["snapshots"] = a => a.Call(Remote.DomainListAllSnapshots, new(a.Kept, true, Unknown)),
        ["how many snapshots"] = a => a.Call(Remote.DomainSnapshotNum, new(a.Kept, Unknown)),
        ["a snapshot"] = a => a.Call(Remote.DomainSnapshotLookupByName, new(a.Kept, "none", Unknown)),
        ["a disk's job, flags"] = a => a.Call(Remote.DomainGetBlockJobInfo, new(a.Busy, "sda", Unknown)),
        ["a disk's job, none"] = a => a.Call(Remote.DomainGetBlockJobInfo, new(a.Busy, "sda", 1)),
        ["a disk's job, no disk"] = a => a.Call(Remote.DomainGetBlockJobInfo, new(a.Busy, "vdz", 0)),
        ["a disk's job, domain off"] = a => a.Call(Remote.DomainGetBlockJobInfo, new(a.Kept, "sda", 0)),
        ["ending no job"] = a => a.Call(Remote.DomainBlockJobAbort, new(a.Busy, "sda", 0)),
        ["ending no job, no disk"] = a => a.Call(Remote.DomainBlockJobAbort, new(a.Busy, "vdz", 0)),
        ["speed of no job"] = a => a.Call(Remote.DomainBlockJobSetSpeed, new(a.Busy, "sda", 1, 0)),
        ["encryption of a guest"] = a => a.Call(Remote.DomainGetLaunchSecurityInfo, new(a.Busy, 0)),
        ["encryption of a host"] = a => a.Call(Remote.NodeGetSevInfo, new(0, 0)),
        ["pin to nothing"] = a => a.Call(Remote.DomainPinVcpuFlags, new(a.Busy, 0, [], 1)),
        ["pin to no processor"] = a => a.Call(Remote.DomainPinVcpuFlags, new(a.Busy, 0, [0], 1)),
        ["no vCPU, old call"] = a => a.Call(Remote.DomainSetVcpus, new(a.Busy, 0)),
        ["no memory, old call"] = a => a.Call(Remote.DomainSetMemory, new(a.Busy, 0)),
        ["more memory than counts"] = a => a.Call(Remote.DomainSetMemoryFlags, new(a.Busy, ulong.MaxValue, 1)),
        ["more vCPUs than count"] = a => a.Call(Remote.DomainSetVcpusFlags, new(a.Busy, uint.MaxValue, 1)),
        ["a list beyond the maximum"] = a => a.Call(Remote.ConnectListDomains, new(int.MaxValue)),
        ["a list of less than none"] = a => a.Call(Remote.ConnectListDomains, new(-1)),
        ["names beyond the maximum"] = a => a.Call(Remote.ConnectListDefinedDomains, new(int.MaxValue)),
        ["memory statistics beyond the maximum"] = a => a.Call(Remote.DomainMemoryStats, new(a.Busy, 5000, 0)),
        ["vCPUs beyond the maximum"] = a => a.Call(Remote.DomainGetVcpus, new(a.Busy, int.MaxValue, 1)),
        ["maps beyond the maximum"] = a => a.Call(Remote.DomainGetVcpus, new(a.Busy, 16, int.MaxValue)),
        ["a domain that never was"] = a => a.Call(Remote.DomainGetInfo, new(new("never", Guid.NewGuid(), -1))),
        ["another domain's name with this UUID"] = a => a.Call(Remote.DomainSetAutostart, new(new("never", Guid.NewGuid(), 5), true)),
        ["a name with a NUL"] = a => a.Call(Remote.DomainLookupByName, new("nobody\0kept")),
        ["a document of nothing but a NUL"] = a => a.Call(Remote.DomainDefineXmlFlags, new("\0", 0)),
        ["a document cut by a NUL"] = a => a.Call(Remote.DomainDefineXmlFlags, new(Guests.Bad()[..60] + "\0" + Guests.Bad()[60..], 0)),
        ["a document that is no UTF-8 text"] = a => a.Call(Remote.DomainDefineXmlFlags, new(Guests.Bad(head: "<name>x\uFFFE</name>"), 0)),
        ["a control character"] = a => a.Call(Remote.DomainDefineXmlFlags, new(Guests.Bad(head: "<name>x\u0001</name>"), 0)),
        ["an event of an unknown kind"] = a => a.Call(Remote.ConnectDomainEventCallbackRegisterAny, new(4711, null)),
        ["a callback that nobody registered"] = a => a.Call(Remote.ConnectDomainEventCallbackDeregisterAny, new(4711)),
        ["a monitor command of half JSON"] = a => a.Call(QemuProgram.DomainMonitorCommand, new(a.Busy, "{\"execute\":", 0)),
        ["unknown bits for the monitor"] = a => a.Call(QemuProgram.DomainMonitorCommand, new(a.Busy, "{\"execute\":\"query-status\"}", Unknown)),
    };

    public static TheoryData<string> Names => [.. Calls.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task A_call_is_refused_as_libvirtd_does(string name)
    {
        var (ours, oracle) = await pair.StartAsync();
        var before = await ours.Others();
        var expected = await Answer(oracle, Calls[name]);
        var actual = await Answer(ours, Calls[name]);
        await oracle.Forget();
        await ours.Forget();
        Assert.Equal(expected, actual);
        Assert.Equal(before, await ours.Others());
    }

    static async Task<string> Answer(Accused accused, Func<Asked, Task> call)
    {
        await using var connection = await VirtConnection.OpenAsync($"qemu+unix:///system?socket={accused.Daemon.Socket}");
        try
        {
            await call(new(connection, await connection.FindDomainAsync("kept"), await connection.FindDomainAsync("busy")));
            return "done";
        }
        catch (VirtException e)
        {
            return $"{(int)e.Code}/{(int)e.Domain}";
        }
    }

    static byte[] Words(params uint[] words)
    {
        var bytes = new byte[words.Length * 4];
        for (var i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * 4), words[i]);
        return bytes;
    }

    static readonly Dictionary<string, byte[]> Bytes = new()
    {
        ["nothing but a length"] = Words(0),
        ["a length shorter than a header"] = Words(12, 0x20008086, 1),
        ["a message of 33 MiB"] = [.. Words(33 << 20, 0x20008086, 1, 1, 0, 1, 0), .. new byte[64 * 1024]],
        ["a message of 4 GiB"] = Words(uint.MaxValue, 0x20008086, 1, 1, 0, 1, 0),
        ["a word of HTTP"] = "GET / HTTP/1.1\r\nHost: here\r\n\r\n"u8.ToArray(),
        ["an unknown program"] = Words(28, 0x12345678, 1, 1, 0, 1, 0),
        ["an unknown version"] = Words(28, 0x20008086, 77, 1, 0, 1, 0),
        ["an unknown procedure"] = Words(28, 0x20008086, 1, 99999, 0, 1, 0),
        ["a reply that nobody waits for"] = Words(28, 0x20008086, 1, 1, 1, 1, 0),
        ["a type that there is not"] = Words(28, 0x20008086, 1, 1, 77, 1, 0),
        ["a status that there is not"] = Words(28, 0x20008086, 1, 1, 0, 1, 77),
        ["a call without its arguments"] = Words(28, 0x20008086, 1, 1, 0, 1, 0),
        ["a string longer than its message"] = Words(36, 0x20008086, 1, 1, 0, 1, 0, 1, 1_000_000),
        ["a call before open"] = Words(28, 0x20008086, 1, 6, 0, 1, 0),
        ["a packet of no stream"] = Words(28, 0x20008086, 1, 201, 3, 9, 2),
        ["descriptors that do not come"] = Words(32, 0x20008086, 1, 66, 4, 1, 0, 3),
    };

    public static TheoryData<string> Noises => [.. Bytes.Keys];

    /// <summary>Closed or answered: the same by both, and both go on serving.</summary>
    [Theory, MemberData(nameof(Noises))]
    public async Task Noise_is_answered_as_libvirtd_does(string name)
    {
        var (ours, oracle) = await pair.StartAsync();
        var before = await ours.Others();
        Assert.Equal(await Noise(oracle, Bytes[name]), await Noise(ours, Bytes[name]));
        Assert.Equal(before, await ours.Others());
    }

    /// <returns>What a peer gets that sends this and listens.</returns>
    static async Task<string> Noise(Accused accused, byte[] bytes)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(accused.Daemon.Socket));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await socket.SendAsync(bytes, limit.Token);
            // A keepalive is answered in any state. What is answered late may come behind it; what comes to nothing, never does.
            await socket.SendAsync(Words(28, Keepalive.Program, 1, 1, 2, 0, 0), limit.Token);
            using var stream = new NetworkStream(socket);
            while (true)
            {
                var length = new byte[Wire.LengthSize];
                await stream.ReadExactlyAsync(length, limit.Token);
                var message = new byte[BinaryPrimitives.ReadUInt32BigEndian(length) - Wire.LengthSize];
                await stream.ReadExactlyAsync(message, limit.Token);
                XdrReader reader = new(message);
                var header = Header.Read(ref reader);
                if (header.Program == Keepalive.Program) limit.CancelAfter(TimeSpan.FromSeconds(3));
                else return header.Status is MessageStatus.Error && ErrorRecord.Read(ref reader) is var error ? $"{header.Type} {error.Code}/{error.Domain}" : $"{header.Type} {header.Status}";
            }
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return "closed";
        }
        catch (OperationCanceledException)
        {
            return "silence";
        }
    }
}
