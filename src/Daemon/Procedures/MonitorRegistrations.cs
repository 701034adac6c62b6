using System.Text.RegularExpressions;
using Aerostat.Engine.Events;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Who wants QEMU's own events, word for word: all, of one name, or of names that match.</summary>
sealed class MonitorRegistrations
{
    // Source: virConnectDomainQemuMonitorEventRegisterFlags.
    const uint IsRegex = 1, IgnoresCase = 2;

    /// <summary>One kind only: the names are told apart here.</summary>
    const int Any = 0;

    readonly Registrations registrations = new("monitor");

    public void AddTo(ProcedureTable table) => table
        .On(QemuProgram.ConnectDomainMonitorEventRegister, (args, call) => new QemuConnectDomainMonitorEventRegisterRet(
            registrations.Add(call.Session, Any, new Wish(args.Domain?.Uuid, Name(args.Event, call.Flags(args.Flags, IsRegex | IgnoresCase))))))
        .On(QemuProgram.ConnectDomainMonitorEventDeregister, (args, call) => registrations.Remove(call.Session, args.CallbackId));

    public void Publish(MonitorEvent happened)
    {
        var domain = happened.Domain.Ref;
        foreach (var to in registrations.All)
            if (to.Subject is Wish wish && wish.Includes(happened))
                to.Session.SendEvent(QemuProgram.DomainMonitorEvent,
                    new(to.CallbackId, domain, happened.Name, happened.Seconds, happened.Micros, happened.Details));
    }

    static Regex? Name(string? name, uint flags)
    {
        if (name is null) return null;
        var options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | ((flags & IgnoresCase) != 0 ? RegexOptions.IgnoreCase : 0);
        try
        {
            return new((flags & IsRegex) != 0 ? name : $"^{Regex.Escape(name)}$", options);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new VirtException(ErrorCode.InvalidArg, $"failed to compile regex '{name}'", ErrorDomain.Qemu, e);
        }
    }

    /// <summary>A class, not a record: the same wish twice is two wishes, since each has its own callback there.</summary>
    sealed class Wish(Guid? domain, Regex? name)
    {
        public bool Includes(MonitorEvent happened) =>
            (domain is null || domain == happened.Domain.Uuid) && (name is null || name.IsMatch(happened.Name));
    }
}
