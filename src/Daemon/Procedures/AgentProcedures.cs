using Aerostat.Engine;
using Aerostat.Engine.Domains;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>What the agent inside the guest tells and does.</summary>
sealed class AgentProcedures(Hypervisor host)
{
    const uint Lease = 1, FromAgent = 2, Sync = 1, Encrypted = 1;

    DomainSet Domains => host.Domains;

    public void AddTo(ProcedureTable table)
    {
        table
            .On(QemuProgram.DomainAgentCommand, CommandAsync)
            .On(Remote.DomainAgentSetResponseTimeout, SetTimeoutAsync)
            .On(Remote.DomainGetFsInfo, FilesystemsAsync)
            .On(Remote.DomainFsFreeze, async (args, call) => new DomainFsFreezeRet(await Plain(args.Domain, args.Flags, call).FreezeAsync(args.Mountpoints, call.Cancel)))
            .On(Remote.DomainFsThaw, async (args, call) => new DomainFsThawRet(await Plain(args.Domain, args.Flags, call).ThawAsync(args.Mountpoints, call.Cancel)))
            .On(Remote.DomainFsTrim, (args, call) => Plain(args.Domain, args.Flags, call).TrimAsync(args.MountPoint, new(args.Minimum), call.Cancel))
            .On(Remote.DomainGetTime, GetTimeAsync)
            .On(Remote.DomainSetTime, (args, call) => Domains.Of(args.Domain).SetTimeAsync(
                (call.Flags(args.Flags, Sync) & Sync) != 0 ? null : (args.Seconds, args.Nanoseconds), call.Cancel))
            .On(Remote.DomainGetHostname, HostnameAsync)
            .On(Remote.DomainGetGuestInfo, async (args, call) => new DomainGetGuestInfoRet(
                (await Plain(args.Domain, args.Flags, call).GuestInfoAsync(Kinds(args.Types), call.Cancel)).OnWire));
        table
            .On(Remote.DomainSetUserPassword, (args, call) => Domains.Of(args.Domain).SetPasswordAsync(
                Given(args.User, "user"), Given(args.Password, "password"), (call.Flags(args.Flags, Encrypted) & Encrypted) != 0, call.Cancel))
            .On(Remote.DomainGetGuestVcpus, async (args, call) => new DomainGetGuestVcpusRet((await Plain(args.Domain, args.Flags, call).GuestVcpusAsync(call.Cancel)).OnWire))
            .On(Remote.DomainSetGuestVcpus, SetVcpusAsync)
            .On(Remote.DomainAuthorizedSshKeysGet, async (args, call) => new DomainAuthorizedSshKeysGetRet([.. await Plain(args.Domain, args.Flags, call).AuthorizedKeysAsync(args.User, call.Cancel)]))
            .On(Remote.DomainAuthorizedSshKeysSet, (args, call) => Domains.Of(args.Domain).ChangeAuthorizedKeysAsync(args.User, args.Keys, (KeyChange)call.Flags(args.Flags, 3), call.Cancel))
            .On(Remote.DomainPmSuspendForDuration, SuspendAsync)
            .On(Remote.DomainPmWakeup, (args, call) => Plain(args.Domain, args.Flags, call).WakeUpAsync(call.Cancel));
    }

    /// <summary>The domain of a call that has no flags yet.</summary>
    Domain Plain(DomainRef named, uint flags, Call call)
    {
        call.Flags(flags, 0);
        return Domains.Of(named);
    }

    static GuestInfoKinds Kinds(uint types) => (types & ~127u) is var unknown and not 0
        ? throw new VirtException(ErrorCode.InvalidArg, $"invalid argument: unsupported guest information types '0x{unknown:x}'")
        : (GuestInfoKinds)types;

    static string Given(string? text, string name) => text ?? throw new VirtException(ErrorCode.InvalidArg, $"{name} must not be NULL", ErrorDomain.Domain);

    async Task<QemuDomainAgentCommandRet> CommandAsync(QemuDomainAgentCommandArgs args, Call call) =>
        new(await Plain(args.Domain, args.Flags, call).AgentCommandAsync(args.Command, args.Timeout, call.Cancel));

    async Task<DomainAgentSetResponseTimeoutRet> SetTimeoutAsync(DomainAgentSetResponseTimeoutArgs args, Call call)
    {
        await Plain(args.Domain, args.Flags, call).SetAgentTimeoutAsync(args.Timeout, call.Cancel);
        return new(0);
    }

    async Task<DomainGetFsInfoRet> FilesystemsAsync(DomainGetFsInfoArgs args, Call call)
    {
        var mounted = await Plain(args.Domain, args.Flags, call).FilesystemsAsync(call.Cancel);
        return new([.. mounted.Select(fs => new DomainFsInfo(fs.Mountpoint, fs.Name, fs.Type, [.. fs.Disks]))], (uint)mounted.Count);
    }

    async Task<DomainGetTimeRet> GetTimeAsync(DomainGetTimeArgs args, Call call)
    {
        var (seconds, nanoseconds) = await Plain(args.Domain, args.Flags, call).TimeAsync(call.Cancel);
        return new(seconds, nanoseconds);
    }

    /// <summary>Leases are those of this daemon's own networks, and it keeps none.</summary>
    async Task<DomainGetHostnameRet> HostnameAsync(DomainGetHostnameArgs args, Call call)
    {
        var domain = Domains.Of(args.Domain);
        return call.Flags(args.Flags, Lease | FromAgent) switch
        {
            Lease | FromAgent => throw new VirtException(ErrorCode.InvalidArg, "flags 'VIR_DOMAIN_GET_HOSTNAME_LEASE' and 'VIR_DOMAIN_GET_HOSTNAME_AGENT' are mutually exclusive", ErrorDomain.Domain),
            Lease when domain.State.IsActive => throw new VirtException(ErrorCode.NoHostname, $"no hostname found: no hostname found for domain {domain.State.Name}"),
            _ => new(await domain.HostnameAsync(call.Cancel)),
        };
    }

    Task SetVcpusAsync(DomainSetGuestVcpusArgs args, Call call)
    {
        var domain = Plain(args.Domain, args.Flags, call);
        if (args.State is not (0 or 1)) throw new VirtException(ErrorCode.InvalidArg, "invalid argument: unsupported state value", ErrorDomain.Qemu);
        return CpuSet.TryParse(args.CpuMap, out var numbers) && !numbers.IsEmpty
            ? domain.SetGuestVcpusAsync(numbers, args.State == 1, call.Cancel)
            : throw new VirtException(ErrorCode.InvalidArg, $"invalid argument: Failed to parse bitmap '{args.CpuMap}'", ErrorDomain.None);
    }

    Task SuspendAsync(DomainPmSuspendForDurationArgs args, Call call)
    {
        var domain = Plain(args.Domain, args.Flags, call);
        if (args.Duration != 0) throw new VirtException(ErrorCode.ArgumentUnsupported, "argument unsupported: Duration not supported. Use 0 for now");
        return args.Target <= (uint)SleepKind.Hybrid
            ? domain.SleepAsync((SleepKind)args.Target, call.Cancel)
            : throw new VirtException(ErrorCode.InvalidArg, $"invalid argument: Unknown suspend target: {args.Target}");
    }
}
