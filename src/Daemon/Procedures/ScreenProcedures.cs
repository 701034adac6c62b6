using Aerostat.Engine;
using Aerostat.Engine.Domains;
using Aerostat.Engine.Keys;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>The guest's keyboard, screens and displays, and its other channels.</summary>
sealed class ScreenProcedures(Hypervisor host)
{
    const uint SkipAuthentication = 1;
    const int Piece = 256 * 1024;

    DomainSet Domains => host.Domains;

    public void AddTo(ProcedureTable table) => table
        .On(Remote.DomainSendKey, SendKeyAsync)
        .On(Remote.DomainInjectNmi, (args, call) =>
        {
            call.Flags(args.Flags, 0);
            return Domains.Of(args.Domain).InjectNmiAsync(call.Cancel);
        })
        .On(Remote.DomainScreenshot, ScreenshotAsync)
        .On(Remote.DomainOpenGraphics, (args, call) =>
        {
            var trusted = (call.Flags(args.Flags, SkipAuthentication) & SkipAuthentication) != 0;
            return Domains.Of(args.Domain).OpenGraphicsAsync(args.Index, call.ReceivedDescriptor(0), trusted, call.Cancel);
        })
        .On(Remote.DomainOpenGraphicsFd, async (args, call) =>
        {
            var trusted = (call.Flags(args.Flags, SkipAuthentication) & SkipAuthentication) != 0;
            call.Attach(await Domains.Of(args.Domain).OpenGraphicsAsync(args.Index, trusted, call.Cancel));
        });

    Task SendKeyAsync(DomainSendKeyArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        if (args.CodeSet > (uint)KeyCodeSet.Qnum) throw new VirtException(ErrorCode.InvalidArg, $"Unsupported codeset '{args.CodeSet}'", ErrorDomain.Domain);
        if (args.KeyCodes.Length == 0) throw new VirtException(ErrorCode.InvalidArg, "nkeycodes in virDomainSendKey must be greater than zero", ErrorDomain.Domain) { IsWhole = true };
        return Domains.Of(args.Domain).SendKeysAsync((KeyCodeSet)args.CodeSet, args.KeyCodes, args.HoldTime == 0 ? null : TimeSpan.FromMilliseconds(args.HoldTime), call.Cancel);
    }

    async Task<DomainScreenshotRet> ScreenshotAsync(DomainScreenshotArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        var taken = await Domains.Of(args.Domain).ScreenshotAsync(args.Screen, call.Cancel);
        try
        {
            call.Stream((stream, cancel) => SendAsync(taken, stream, cancel));
            return new(taken.Mime);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    static async Task SendAsync(Screenshot taken, ServerStream stream, CancellationToken cancel)
    {
        using var _ = taken;
        var buffer = new byte[Piece];
        while (await taken.ReadAsync(buffer, cancel) is > 0 and var count) await stream.WriteAsync(buffer.AsMemory(0, count), cancel);
    }
}
