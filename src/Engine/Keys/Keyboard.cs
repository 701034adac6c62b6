using Aerostat.Engine.Keys;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Presses keys together, and lets them go.</summary>
    /// <param name="hold">Null: as long as QEMU finds right, a tenth of a second.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.InternalError"/>: the set has no such key.</exception>
    /// <remarks>Source: QAPI <c>send-key</c>; libvirt <c>virDomainSendKey</c>.</remarks>
    public Task SendKeysAsync(KeyCodeSet set, IReadOnlyList<uint> codes, TimeSpan? hold, CancellationToken cancel)
    {
        if (!State.IsActive) throw Errors.NotRunning();
        KeyValue[] keys = [.. codes.Select(code => new KeyValue("number", KeyCodes.Qnum(set, code)
            ?? throw Errors.Internal($"cannot translate keycode {code} of {Name(set)} codeset to qnum keycode")))];
        return turns.TakeAsync("send-key", async _ => { await Live().AskAsync(new SendKey(keys, hold is { } time ? (int)time.TotalMilliseconds : null)); }, cancel);
    }

    static string Name(KeyCodeSet set) => set switch
    {
        KeyCodeSet.OsX => "os_x",
        KeyCodeSet.XtKbd => "xt_kbd",
        _ => set.ToString().ToLowerInvariant(),
    };

    /// <summary>Gives each processor of the guest a non-maskable interrupt.</summary>
    /// <remarks>Source: QAPI <c>inject-nmi</c>; libvirt <c>virDomainInjectNMI</c>.</remarks>
    public Task InjectNmiAsync(CancellationToken cancel) => turns.TakeAsync("inject-nmi", async _ => { await Live().AskAsync(new InjectNmi()); }, cancel);
}
