namespace Aerostat.Protocol;

// The guest's console, display and keyboard.

public static partial class Remote
{
    public static readonly Procedure<DomainOpenConsoleArgs, Nothing> DomainOpenConsole = new(201, "domain:open_device");
    public static readonly Procedure<DomainScreenshotArgs, DomainScreenshotRet> DomainScreenshot = new(211, "domain:screenshot");
    public static readonly Procedure<DomainOpenGraphicsFdArgs, Nothing> DomainOpenGraphicsFd = new(343, "domain:open_graphics");
    public static readonly Procedure<DomainSendKeyArgs, Nothing> DomainSendKey = new(226, "domain:send_input");
    public static readonly Procedure<DomainOpenGraphicsArgs, Nothing> DomainOpenGraphics = new(249, "domain:open_graphics");
    public static readonly Procedure<DomainOpenChannelArgs, Nothing> DomainOpenChannel = new(296, "domain:open_device");
}

[Xdr] public readonly partial record struct DomainOpenConsoleArgs(DomainRef Domain, string? Device, uint Flags);
[Xdr] public readonly partial record struct DomainScreenshotArgs(DomainRef Domain, uint Screen, uint Flags);
[Xdr] public readonly partial record struct DomainScreenshotRet(string? Mime);
[Xdr] public readonly partial record struct DomainOpenGraphicsFdArgs(DomainRef Domain, uint Index, uint Flags);
[Xdr] public readonly partial record struct DomainSendKeyArgs(DomainRef Domain, uint CodeSet, uint HoldTime, [Max(16)] uint[] KeyCodes, uint Flags);
[Xdr] public readonly partial record struct DomainOpenGraphicsArgs(DomainRef Domain, uint Index, uint Flags);
[Xdr] public readonly partial record struct DomainOpenChannelArgs(DomainRef Domain, string? Name, uint Flags);
