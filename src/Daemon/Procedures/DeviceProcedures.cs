using Aerostat.Engine;
using Aerostat.Engine.Domains;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Devices in and out, the console, and QEMU's own monitor.</summary>
sealed class DeviceProcedures(Hypervisor host)
{
    const uint Scopes = 3, Force = 4;
    const int Chunk = 64 * 1024;

    DomainSet Domains => host.Domains;

    public void AddTo(ProcedureTable table) => table
        .On(Remote.DomainAttachDevice, (args, call) => Domains.Of(args.Domain).AttachAsync(args.Xml, Scope.Live, call.Cancel))
        .On(Remote.DomainAttachDeviceFlags, (args, call) => Domains.Of(args.Domain).AttachAsync(args.Xml, (Scope)call.Flags(args.Flags, Scopes), call.Cancel))
        .On(Remote.DomainDetachDevice, (args, call) => Domains.Of(args.Domain).DetachAsync(args.Xml, Scope.Live, call.Cancel))
        .On(Remote.DomainDetachDeviceFlags, (args, call) => Domains.Of(args.Domain).DetachAsync(args.Xml, (Scope)call.Flags(args.Flags, Scopes), call.Cancel))
        .On(Remote.DomainDetachDeviceAlias, (args, call) => Domains.Of(args.Domain).DetachAliasAsync(args.Alias, (Scope)call.Flags(args.Flags, Scopes), call.Cancel))
        .On(Remote.DomainUpdateDeviceFlags, (args, call) => Domains.Of(args.Domain).UpdateAsync(args.Xml, (Scope)call.Flags(args.Flags & ~Force, Scopes), (args.Flags & Force) != 0, call.Cancel))
        .On(Remote.DomainBlockResize, (args, call) => Domains.Of(args.Domain).ResizeBlockAsync(args.Disk, Size(args.Size, (BlockResizeFlags)call.Flags(args.Flags, 1)), call.Cancel))
        .On(Remote.DomainSetBlockThreshold, (args, call) =>
        {
            call.Flags(args.Flags, 0);
            return Domains.Of(args.Domain).SetBlockThresholdAsync(args.Device, new(args.Threshold), call.Cancel);
        })
        .On(Remote.DomainOpenConsole, (args, call) => OpenAsync(Domains.Of(args.Domain).OpenConsole(args.Device, (ConsoleFlags)call.Flags(args.Flags, 3)), call))
        .On(Remote.DomainOpenChannel, async (args, call) => await OpenAsync(await Domains.Of(args.Domain).OpenChannelAsync(args.Name, (ConsoleFlags)call.Flags(args.Flags, 1), call.Cancel), call))
        .On(QemuProgram.DomainMonitorCommand, async (args, call) => new QemuDomainMonitorCommandRet(
            await Domains.Of(args.Domain).MonitorCommandAsync(args.Command, (call.Flags(args.Flags, 1) & 1) != 0, call.Cancel)));

    /// <summary>KiB, unless bytes are said to be meant.</summary>
    static Bytes Size(ulong size, BlockResizeFlags flags) => flags.HasFlag(BlockResizeFlags.Bytes) ? new(size)
        : size <= ulong.MaxValue / 1024 ? Bytes.Kib(size)
        : throw new VirtException(ErrorCode.Overflow, $"numerical overflow: size must be less than {ulong.MaxValue / 1024}");

    static async Task OpenAsync(GuestStream guest, Call call)
    {
        try
        {
            call.Stream((stream, cancel) => PumpAsync(guest, stream, cancel));
        }
        catch
        {
            await guest.DisposeAsync();
            throw;
        }
    }

    /// <summary>Both directions at once, until either end closes or another client takes the guest's over.</summary>
    static async Task PumpAsync(GuestStream guest, ServerStream stream, CancellationToken cancel)
    {
        await using var _ = guest;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, guest.Lost);
        var fromGuest = FromGuestAsync();
        var toGuest = ToGuestAsync();
        var first = await Task.WhenAny(fromGuest, toGuest);
        if (first == toGuest) await end.CancelAsync();
        try
        {
            await first;
        }
        catch (OperationCanceledException) when (guest.Lost.IsCancellationRequested)
        {
            throw new VirtException(ErrorCode.Rpc, "stream had I/O failure", ErrorDomain.Streams);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The client has ended it, and knows.
        }

        async Task FromGuestAsync()
        {
            var buffer = new byte[Chunk];
            while (await guest.ReadAsync(buffer, end.Token) is > 0 and var count) await stream.WriteAsync(buffer.AsMemory(0, count), end.Token);
        }

        async Task ToGuestAsync()
        {
            var buffer = new byte[Chunk];
            while (await stream.ReadAsync(buffer, end.Token) is > 0 and var count) await guest.WriteAsync(buffer.AsMemory(0, count), end.Token);
        }
    }
}
