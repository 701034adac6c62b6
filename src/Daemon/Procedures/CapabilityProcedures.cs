using Aerostat.Engine;
using Aerostat.Protocol;
using Aerostat.Server;

namespace Aerostat.Daemon.Procedures;

/// <summary>What this host and its emulators can do.</summary>
sealed class CapabilityProcedures(Hypervisor host)
{
    public void AddTo(ProcedureTable table) => table
        .On(Remote.ConnectGetCapabilities, async call => new ConnectGetCapabilitiesRet(await host.CapabilitiesAsync(call.Cancel)))
        .On(Remote.ConnectGetDomainCapabilities, async (args, call) => new ConnectGetDomainCapabilitiesRet(
            await host.DomainCapabilitiesAsync(args.Emulator, args.Arch, args.Machine, args.VirtType, call.Cancel)));
}
