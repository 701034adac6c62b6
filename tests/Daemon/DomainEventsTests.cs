using System.Buffers.Binary;
using Aerostat.Daemon.Procedures;
using Aerostat.Engine.Domains;
using Aerostat.Engine.Events;
using Aerostat.Linux;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aerostat.Daemon.Tests;

public sealed class DomainEventsTests
{
    static readonly DomainIdent kvm1 = new("kvm1", Guid.NewGuid(), 3), other = new("other", Guid.NewGuid(), 4);

    /// <summary>Each event with its messages: to clients with callback ids, and to those of old.</summary>
    public static TheoryData<DomainEvent, int[], int[]> Kinds => new()
    {
        { new LifecycleEvent(kvm1, Lifecycle.Started, 0), [318], [107] },
        { new RebootEvent(kvm1), [319], [169] },
        { new RtcChangeEvent(kvm1, 7), [320], [170] },
        { new WatchdogEvent(kvm1, 1), [321], [171] },
        { new IoErrorEvent(kvm1, "/a", "virtio-disk0", 1, "enospc"), [322, 324], [172, 195] },
        { new TrayChangeEvent(kvm1, "ide0", 0), [328], [268] },
        { new PmWakeupEvent(kvm1), [329], [269] },
        { new PmSuspendEvent(kvm1), [330], [270] },
        { new BalloonChangeEvent(kvm1, Bytes.Kib(4096)), [331], [276] },
        { new DeviceRemovedEvent(kvm1, "net0"), [333], [311] },
        { new AgentLifecycleEvent(kvm1, 1, 1), [348], [] },
        { new DeviceAddedEvent(kvm1, "net0"), [354], [] },
        { new DeviceRemovalFailedEvent(kvm1, "net0"), [367], [] },
        { new MetadataChangeEvent(kvm1, 0, null), [379], [] },
        { new GraphicsEvent(kvm1, GraphicsPhase.Connect, new(0, "::", "5900"), new(1, "::1", "40000"), "none", [("saslUsername", "bob")]), [323], [173] },
        { new ControlErrorEvent(kvm1), [325], [224] },
        { new BlockThresholdEvent(kvm1, "vda", null, 1 << 20, 512), [385], [] },
        { new MemoryFailureEvent(kvm1, 1, 1, 3), [423], [] },
        { new MemoryDeviceSizeEvent(kvm1, "virtiomem0", Bytes.Kib(4096)), [438], [] },
    };

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_event_reaches_those_who_asked_the_new_way_and_those_who_asked_the_old(DomainEvent happened, int[] modern, int[] old)
    {
        DomainEvents events = new();
        await using Line withIds = new(events), without = new(events);
        for (var kind = 0; kind < 27; kind++)
        {
            await withIds.CallAsync(Remote.ConnectDomainEventCallbackRegisterAny, new(kind, null));
            await without.CallAsync(Remote.ConnectDomainEventRegisterAny, new(kind));
        }

        events.Publish(happened);

        foreach (var number in modern) Assert.Equal(number, (await withIds.ReceiveAsync()).Procedure);
        foreach (var number in old) Assert.Equal(number, (await without.ReceiveAsync()).Procedure);
    }

    [Fact]
    public async Task Who_asked_for_one_domain_hears_of_no_other()
    {
        DomainEvents events = new();
        await using Line line = new(events);
        await line.CallAsync(Remote.ConnectDomainEventCallbackRegisterAny, new(0, new(kvm1.Name, kvm1.Uuid, -1)));
        await line.CallAsync(Remote.ConnectDomainEventCallbackRegisterAny, new(1, null));

        events.Publish(new LifecycleEvent(other, Lifecycle.Started, 0));
        events.Publish(new RebootEvent(other));

        Assert.Equal(319, (await line.ReceiveAsync()).Procedure);
    }

    [Fact]
    public async Task A_kind_that_is_not_there_is_refused()
    {
        await using Line line = new(new());
        Assert.Equal(MessageStatus.Error, (await line.CallAsync(Remote.ConnectDomainEventCallbackRegisterAny, new(27, null))).Status);
        Assert.Equal(MessageStatus.Error, (await line.CallAsync(Remote.ConnectDomainEventCallbackRegisterAny, new(-1, null))).Status);
    }

    /// <summary>A client on a server that knows of events alone.</summary>
    sealed class Line : IAsyncDisposable
    {
        readonly UnixChannel client;
        readonly RpcServer server;

        public Line(DomainEvents events)
        {
            ProcedureTable table = new();
            events.AddTo(table);
            (client, var theirs) = UnixChannel.Pair();
            server = new(table, new(), TimeProvider.System, NullLogger.Instance);
            server.Serve(theirs, readOnly: true).Open(readOnly: true);
        }

        public async Task<Header> CallAsync<TArgs, TRet>(Procedure<TArgs, TRet> procedure, TArgs args)
            where TArgs : struct, IXdr<TArgs> where TRet : struct, IXdr<TRet>
        {
            await client.SendAsync(Bytes(procedure, args), TestContext.Current.CancellationToken);
            return await ReceiveAsync();
        }

        public async Task<Header> ReceiveAsync()
        {
            var length = await TakeAsync(4);
            var message = await TakeAsync(BinaryPrimitives.ReadInt32BigEndian(length) - 4);
            XdrReader reader = new(message);
            return Header.Read(ref reader);
        }

        async Task<byte[]> TakeAsync(int count)
        {
            var bytes = new byte[count];
            for (var at = 0; at < count;)
            {
                var got = await client.ReceiveAsync(bytes.AsMemory(at), null, TestContext.Current.CancellationToken);
                Assert.NotEqual(0, got);
                at += got;
            }
            return bytes;
        }

        static byte[] Bytes<TArgs>(Procedure procedure, TArgs args) where TArgs : struct, IXdr<TArgs>
        {
            XdrWriter writer = new(64);
            Frame.Write(ref writer, new(procedure.Program, 1, procedure.Number, MessageType.Call, 1, MessageStatus.Ok), args);
            var bytes = writer.Written.ToArray();
            writer.Dispose();
            return bytes;
        }

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            await server.DisposeAsync();
        }
    }
}
