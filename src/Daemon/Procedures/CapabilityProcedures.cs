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
            await host.DomainCapabilitiesAsync(args.Emulator, args.Arch, args.Machine, args.VirtType, call.Cancel)))
        .On(Remote.ConnectGetCpuModelNames, async (args, call) =>
        {
            call.Flags(args.Flags, 0);
            var models = await host.CpuModelsAsync(args.Arch, call.Cancel);
            return new ConnectGetCpuModelNamesRet(args.NeedResults ? [.. models] : [], models.Count);
        })
        .On(Remote.ConnectGetSysinfo, (args, call) =>
        {
            call.Flags(args.Flags, 0);
            return new ConnectGetSysinfoRet(Hypervisor.SystemInformation());
        });
}
